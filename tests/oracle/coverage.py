#!/usr/bin/env python3
"""coverage.py GCOV_JSON FOLDER - lines and branches of the files of FOLDER, and the branches nobody took. A branch of a call
that gcov makes up (throw) does not count. Branches in docs/evidence.md's table of unreachable ones are marked in the source
by the comment `unreachable:` on their line. Exit 1 below the floor."""
import collections, json, os, sys

LINES, BRANCHES = 100.0, 100.0                            # percent, of all files together; never lowered


def main():
    taken = collections.defaultdict(lambda: collections.defaultdict(list))     # file -> line -> [branch counts]
    lines = collections.defaultdict(dict)
    folder = os.path.abspath(sys.argv[2])
    for text in open(sys.argv[1], encoding="utf-8"):
        if not text.strip():
            continue
        for f in json.loads(text)["files"]:
            path = os.path.abspath(f["file"])
            if os.path.dirname(path) != folder or not path.endswith(".c"):
                continue
            for line in f["lines"]:
                n = line["line_number"]
                lines[path][n] = lines[path].get(n, 0) + line["count"]
                if line["branches"]:
                    taken[path][n] = [b["count"] for b in line["branches"] if not b["throw"]]
    all_lines = all_hit = all_branches = all_taken = 0
    open_ends = []
    for path in sorted(lines):
        source = open(path, encoding="utf-8").read().split("\n")
        hit = sum(1 for c in lines[path].values() if c)
        counted = {n: b for n, b in taken[path].items() if "unreachable:" not in source[n - 1]}
        n_branches = sum(len(b) for b in counted.values())
        n_taken = sum(1 for b in counted.values() for c in b if c)
        print("%-20s lines %4d of %4d  branches %4d of %4d  %5.1f %%" % (
            os.path.basename(path), hit, len(lines[path]), n_taken, n_branches, 100.0 * n_taken / max(n_branches, 1)))
        all_lines, all_hit, all_branches, all_taken = all_lines + len(lines[path]), all_hit + hit, all_branches + n_branches, all_taken + n_taken
        for n, b in sorted(counted.items()):
            if not all(b):
                open_ends.append("  %s:%d  %d of %d  %s" % (os.path.basename(path), n, sum(1 for c in b if not c), len(b), source[n - 1].strip()[:110]))
    share_lines, share_branches = 100.0 * all_hit / max(all_lines, 1), 100.0 * all_taken / max(all_branches, 1)
    print("src/match: lines %d of %d (%.1f %%), branches %d of %d (%.1f %%)" % (all_hit, all_lines, share_lines, all_taken, all_branches, share_branches))
    if open_ends:
        print("branches not taken:\n" + "\n".join(open_ends))
    if not all_lines or share_lines < LINES or share_branches < BRANCHES:
        print("below the floor of %.1f %% lines and %.1f %% branches" % (LINES, BRANCHES))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
