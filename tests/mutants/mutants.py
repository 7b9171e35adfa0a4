#!/usr/bin/env python3
"""mutants.py --source TREE [--mutants N] [--seed S] [--work DIR] - is every line of the matcher watched by a test?

Changes one operator, bound or flag in src/match/*.c at a time (a seeded sample), builds the library with it and runs the unit
tests of match and flow. A mutant that no test notices is a survivor; one that builds to the same machine code is not counted.
Survivors that were judged stand in judged.csv beside this file (file, line of source, change, why); any other one fails."""
import argparse, csv, glob, os, random, re, shutil, subprocess, sys, tempfile

PACKAGES = ["libxml-2.0", "json-c", "sqlite3", "libzip", "libpng", "libjpeg", "zbar", "libcrypto"]
PACKAGES += [p for p in ("pangocairo", "cairo-pdf", "libqrencode", "libcurl", "libpcsclite", "p11-kit-1", "xmlsec1", "xmlsec1-openssl")
             if subprocess.run(["pkg-config", "--exists", p]).returncode == 0]
CHANGES = [  # pattern, replacements; each place in code (not in comments, texts or #include) is one mutant for each replacement
    (re.compile(r"(?<![<>=!\-+*/&|^%])<=(?!=)"), ["<"]), (re.compile(r"(?<![<>=!\-+*/&|^%\-])>=(?!=)"), [">"]),
    (re.compile(r"(?<![<\-])<(?![<=])"), ["<="]), (re.compile(r"(?<![>\-])>(?![>=])"), [">="]),
    (re.compile(r"=="), ["!="]), (re.compile(r"!="), ["=="]), (re.compile(r"&&"), ["||"]), (re.compile(r"\|\|"), ["&&"]),
    (re.compile(r"\btrue\b"), ["false"]), (re.compile(r"\bfalse\b"), ["true"]), (re.compile(r"(?<=[(\s&|])!(?=[\w(*])"), [""]),
    (re.compile(r"(?<=\w) \+ (?=\w)"), [" - "]), (re.compile(r"(?<=\w) - (?=\w)"), [" + "]),
    (re.compile(r"\bcontinue;"), [";"]), (re.compile(r"(?<![\w.\[{,])(?<!case )\b([2-9]|[1-9]\d{1,3})\b(?![\w\].])"), [lambda m: str(int(m.group(0)) + 1)]),
]


def code_only(text):
    """The text with comments and strings blanked, same length."""
    return re.sub(r"/\*.*?\*/|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'", lambda m: re.sub(r"[^\n]", " ", m.group(0)), text, flags=re.S)


def places(path):
    text = open(path, encoding="utf-8").read()
    code = code_only(text)
    for pattern, replacements in CHANGES:
        for m in pattern.finditer(code):
            line = code.rfind("\n", 0, m.start()) + 1
            if code[line:].lstrip().startswith(("#include", "#ifndef", "#define MATCH")):
                continue
            for new in replacements:
                new = new(m) if callable(new) else new
                yield (path, m.start(), m.end(), m.group(0), new)


class Build:
    def __init__(self, source, work):
        self.source, self.work = source, work
        flags = subprocess.run(["pkg-config", "--cflags"] + PACKAGES, capture_output=True, text=True).stdout.split()
        self.libs = subprocess.run(["pkg-config", "--libs"] + PACKAGES, capture_output=True, text=True).stdout.split()
        self.cc = ["gcc", "-std=c11", "-D_POSIX_C_SOURCE=200809L", "-O1", "-fPIC", "-fsemantic-interposition", "-I" + source + "/src",
                   "-I" + source + "/src/include", "-I" + source + "/tests", "-DHAVE_ZBAR=1", '-DYAGEN_DATADIR="/nonexistent"'] + flags
        self.objects = {}
        for path in sorted(glob.glob(source + "/src/*/*.c")):
            module = os.path.basename(os.path.dirname(path))
            if module != "cli" and not path.endswith("_none.c"):
                self.objects[path] = os.path.join(work, "%s-%s.o" % (module, os.path.basename(path)[:-2]))
        for path, o in list(self.objects.items()):
            if not self.compile(path, o):
                if "/src/match/" in path:
                    sys.exit("cannot compile " + path)
                del self.objects[path]               # a part of the build that is not here; the tests of match need none
        self.library = os.path.join(work, "libmutant.so")
        self.link(check=True)
        self.tests = []
        for path in sorted(glob.glob(source + "/tests/unit/test_match_*.c") + glob.glob(source + "/tests/unit/test_flow_*.c")):
            exe = os.path.join(work, os.path.basename(path)[:-2])
            if subprocess.run(["nice"] + self.cc + [path, "-rdynamic", "-L" + work, "-lmutant", "-Wl,-rpath," + work, "-Wl,--unresolved-symbols=ignore-in-shared-libs", "-o", exe] + self.libs, capture_output=True).returncode == 0:
                self.tests.append(exe)
            else:
                print("cannot build " + path)

    def compile(self, path, o, check=False):
        return subprocess.run(["nice"] + self.cc + ["-c", path, "-o", o], capture_output=not check, check=check).returncode == 0

    def link(self, check=False):
        return subprocess.run(["nice", "gcc", "-shared", "-o", self.library] + sorted(set(self.objects.values())) + self.libs, capture_output=True, check=check).returncode == 0

    def run(self, exe):
        """True when the test passes (or skips)."""
        env = dict(os.environ, TEST_SRCDIR=self.source)
        env.setdefault("YAGEN_SHARED", os.path.join(os.path.dirname(self.source), "shared"))
        try:
            return subprocess.run(["nice", exe], env=env, capture_output=True, timeout=20).returncode in (0, 77)
        except subprocess.TimeoutExpired:
            return False


def machine_code(o):
    out = subprocess.run(["objdump", "-d", "-r", "-s", "-j", ".text", "-j", ".rodata", "--no-show-raw-insn", o], capture_output=True).stdout
    return out.split(b"\n", 3)[-1]


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--source", required=True)
    ap.add_argument("--mutants", type=int, default=15)
    ap.add_argument("--seed", default="mutants-1")
    ap.add_argument("--work")
    a = ap.parse_args()
    source = os.path.abspath(a.source)
    work = a.work or tempfile.mkdtemp(prefix="yagen-mutants.")
    os.makedirs(work, exist_ok=True)
    try:
        return hunt(a, source, work)
    finally:
        if not a.work:
            shutil.rmtree(work, ignore_errors=True)


def hunt(a, source, work):
    judged_path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "judged.csv")
    with open(judged_path, encoding="utf-8", newline="") as f:
        judged = {(r["file"], r["line"], r["change"]): r["why"] for r in csv.DictReader(f)}
    b = Build(source, work)
    weak = [t for t in b.tests if not b.run(t)]
    if weak or not b.tests:
        print("tests fail without any mutant: " + ", ".join(map(os.path.basename, weak)))
        return 1
    every = [p for path in sorted(glob.glob(source + "/src/match/*.c")) for p in places(path)]
    random.Random(a.seed).shuffle(every)
    killed, survivors, same, unborn, by_test = 0, [], 0, 0, {}
    mutant = os.path.join(work, "mutant.c")
    for path, start, end, old, new in every:
        if killed + len(survivors) >= a.mutants:
            break
        text = open(path, encoding="utf-8").read()
        with open(mutant, "w", encoding="utf-8") as f:
            f.write(text[:start] + new + text[end:])
        kept, o = b.objects[path], os.path.join(work, "mutant.o")
        if not b.compile(mutant, o):
            unborn += 1
            continue
        if machine_code(o) == machine_code(kept):
            same += 1
            continue
        b.objects[path] = o
        b.link(check=True)
        name = os.path.basename(path)[:-2]
        killer = next((t for t in sorted(b.tests, key=lambda t: (name not in t, "properties" in t, t)) if not b.run(t)), None)
        b.objects[path] = kept
        line_no = text.count("\n", 0, start) + 1
        line = text.split("\n")[line_no - 1].strip()
        column = start - text.rfind("\n", 0, start)
        change = "%s -> %s" % (old.strip(), new.strip() or "nothing")
        if killer:
            killed += 1
            by_test[os.path.basename(killer)] = by_test.get(os.path.basename(killer), 0) + 1
        else:
            survivors.append((os.path.basename(path), line_no, column, line, change))
            print("%d killed; lives: %s:%d:%d  %s   in  %s" % ((killed,) + survivors[-1][:3] + (change, line[:120])), flush=True)
    new = [s for s in survivors if (s[0], s[3], s[4]) not in judged]
    for s in survivors:
        print("survivor %s:%d:%d  %s   in  %s   %s" % (s[0], s[1], s[2], s[4], s[3][:120], "judged: " + judged[(s[0], s[3], s[4])] if s not in new else ""))
    print("%d places; %d mutants killed, %d survived (%d judged), %d built to the same code, %d did not build" % (
        len(every), killed, len(survivors), len(survivors) - len(new), same, unborn))
    print("killed by " + ", ".join("%s %d" % kv for kv in sorted(by_test.items(), key=lambda kv: -kv[1])))
    return 1 if new or killed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
