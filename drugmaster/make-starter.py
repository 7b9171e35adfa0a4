#!/usr/bin/env python3
"""make-starter.py - rebuilds the starter edition of the drug master from the official files, by starter-list.csv.

For maintainers only: neither the build nor the program needs it. It reads the folder named by YAGEN_SHARED (data/ssk, data/mhlw),
writes products.csv generic.csv hot.csv ingredients.csv yj7.csv beside itself, and leaves routes.csv, classes.csv and EDITION to people
(`../rules/stamp` renews the checksums). Reviewed rows of ingredients.csv, and rows of yj7.csv for numbers
that no list has any more, are kept as they stand.
Standard library only. Usage: YAGEN_SHARED=../shared python3 drugmaster/make-starter.py"""
import csv, glob, os, re, sys, unicodedata, zipfile
import xml.etree.ElementTree as ET
from collections import defaultdict

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(os.environ.get('YAGEN_SHARED') or sys.exit('set YAGEN_SHARED to the reference folder'), 'data')
IN_FORCE = '20261120'                       # the day for which "in force" is judged when products are chosen
# Makers whose generics are preferred when several have the same strength: the widest ranges, so that the starter looks alike throughout.
MAKERS = ['「サワイ」', '「トーワ」', '「日医工」', '「ＤＳＥＰ」', '「オーハラ」', '「ＮＰ」', '「明治」', '「杏林」', '「ＶＴＲＳ」', '「アメル」', '「ニプロ」']

# --- official files --------------------------------------------------------------------------------------------------------------
def xlsx(path, sheet):
    """Rows of one sheet as lists of text; enough for the ministry's lists (no dates, no formulas)."""
    ns = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
    z = zipfile.ZipFile(path)
    shared = []
    for si in ET.fromstring(z.read('xl/sharedStrings.xml')).iter(ns + 'si'):
        for ruby in si.findall(ns + 'rPh'):
            si.remove(ruby)
        shared.append(''.join(t.text or '' for t in si.iter(ns + 't')))
    for row in ET.fromstring(z.read('xl/worksheets/sheet%d.xml' % sheet)).iter(ns + 'row'):
        cells = {}
        for c in row.iter(ns + 'c'):
            col = 0
            for ch in re.match('[A-Z]+', c.get('r')).group():
                col = col * 26 + ord(ch) - 64
            v = c.find(ns + 'v')
            cells[col] = '' if v is None else shared[int(v.text)] if c.get('t') == 's' else v.text
        yield [cells.get(i, '') for i in range(1, 18)]

def read_y():
    """The y file with every difference applied: code -> list of 42 texts. Empty in a 変更 row means unchanged; 廃止 only sets dates."""
    rows = {}
    for path in sorted(glob.glob(DATA + '/ssk/y_ALL*.csv'))[-1:] + sorted(glob.glob(DATA + '/ssk/diff/y_*.csv')):
        with open(path, encoding='cp932', newline='') as f:
            for r in csv.reader(f):
                r += [''] * (42 - len(r))
                old = rows.get(r[2])
                if r[0] in ('0', '3') or old is None:
                    rows[r[2]] = r
                else:
                    rows[r[2]] = [n if n != '' else o for n, o in zip(r, old)]
    return {k: r for k, r in rows.items() if r[31]}          # rows without a price code are 減点 and the like

def era(text):
    m = re.match(r'R(\d+)\.(\d+)\.(\d+)', unicodedata.normalize('NFKC', text))
    return '%04d-%02d-%02d' % (2018 + int(m[1]), int(m[2]), int(m[3])) if m else ''

def read_price():
    """price code -> (成分名, 規格, 品名, メーカー名, 薬価, 使用期限, on the newest list); the newer list wins."""
    out = {}
    with open(DATA + '/mhlw/price_20250716.csv', encoding='utf-8', newline='') as f:
        for r in list(csv.reader(f))[1:]:
            out[r[1]] = (r[2], r[3], r[7], r[8], r[12], era(r[13]), r[0] == '歯科用薬剤')
    for n in ('01', '02', '03'):
        for r in list(xlsx(DATA + '/mhlw/tp20250814-01_%s.xlsx' % n, 1))[1:]:
            out[r[1]] = (r[2], r[3], r[7], r[8], number(r[12]), era(r[13]), True)
    return out

def number(s):
    return '%.15g' % float(s) if s else ''                 # a spreadsheet stores 1280.6 as 1280.5999999999999

def read_generic():
    path = DATA + '/mhlw/ippanmeishohoumaster_250814.xlsx'
    rows, products, code = [], defaultdict(list), ''
    for r in list(xlsx(path, 2))[3:]:
        code = r[1] or code
        products[code].append(r[5])
    for r in list(xlsx(path, 1))[3:]:
        if r[1]:
            rows.append([r[1], r[2], r[3], r[4].replace('\n', '|'), r[5], '1' if r[6] else '', number(r[7]), '|'.join(products[r[1]]) if r[6] else ''])
    return rows

# --- 成分名 -> base ingredients --------------------------------------------------------------------------------------------------
# Names whose salt, metal or acid IS the drug: never stripped (hydrate words are).
KEEP = set('''L-アスパラギン酸カリウム L-アスパラギン酸カルシウム L-グルタミン酸L-アルギニン アスコルビン酸 アスパラギン酸カリウム アセノイラミン酸 アミノレブリン酸 アミノ安息香酸エチル
アルギン酸ナトリウム ウルソデオキシコール酸 オキシグルタチオン カルグルミン酸 カルバゾクロムスルホン酸 カルメロースナトリウム ガンマーアミノ酪酸 クエン酸 クエン酸カリウム
クエン酸ナトリウム クエン酸マグネシウム クエン酸第一鉄ナトリウム クエン酸第二鉄 クエン酸鉄アンモニウム クロム酸ナトリウム グリチルレチン酸 グルコン酸カリウム グルコン酸カルシウム
ケイ酸マグネシウム ケノデオキシコール酸 コール酸 サッカリンナトリウム サリチル酸 サリチル酸ナトリウム サリチル酸メチル ジルコニウムシクロケイ酸ナトリウム ステアリン酸
スルファジアジン銀 タンニン酸 タンニン酸アルブミン チオクト酸 チオ硫酸ナトリウム デヒドロコール酸 トラネキサム酸 ニコチン酸 パラアミノ馬尿酸ナトリウム パラオキシ安息香酸エチル
パラオキシ安息香酸ブチル パラオキシ安息香酸プロピル パントテン酸カルシウム フェニル酪酸ナトリウム フマル酸ジメチル ヘキサキスメトキシイソブチルイソニトリルテクネチウム ホウ砂 ホウ酸
ポリエンホスファチジルコリン ポリスチレンスルホン酸 メフェナム酸 ヨウ化カリウム ヨウ化ナトリウム ラウリル硫酸ナトリウム リン酸二カリウム リン酸二水素ナトリウム リン酸水素カルシウム
リン酸水素ナトリウム リン酸水素二ナトリウム ロフラゼプ酸エチル 一硝酸イソソルビド 三酸化二ヒ素 乳酸 乳酸カルシウム 乳酸ナトリウム 亜セレン酸ナトリウム 亜硝酸アミル
亜硫酸水素ナトリウム 亜鉛華 合成ケイ酸アルミニウム 塩化アルミニウム 塩化アンモニウム 塩化イットリウム 塩化インジウム 塩化カリウム 塩化カルシウム 塩化タリウム 塩化ナトリウム
塩化マンガン 塩化ラジウム 塩化亜鉛 塩酸 天然ケイ酸アルミニウム 安息香酸 安息香酸ナトリウム 尿素 次亜塩素酸ナトリウム 次没食子酸ビスマス 次硝酸ビスマス 水酸化アルミニウム
水酸化アルミニウムゲル 水酸化カリウム 水酸化カルシウム 水酸化マグネシウム 炭酸カルシウム 炭酸マグネシウム 炭酸ランタン 炭酸リチウム 炭酸水素ナトリウム 無水エタノール 球形吸着炭
硝酸イソソルビド 硝酸銀 硫酸アルミニウムカリウム 硫酸カリウム 硫酸ナトリウム 硫酸バリウム 硫酸マグネシウム 硫酸亜鉛 硫酸鉄 総合アミノ酸製剤 臭化カリウム 臭化カルシウム
臭化ナトリウム 葉酸 薬用石ケン 過テクネチウム酸ナトリウム 過マンガン酸カリウム 過酸化ベンゾイル 酒石酸 酢酸 酢酸カリウム 酢酸ナトリウム 酢酸亜鉛 酸化マグネシウム 酸化亜鉛'''.split())
HYDRATE = re.compile(r'(ヘミペンタ|一|二|三|四)?水和物$|(エタノール|アセトン|ジメチルスルホキシド|プロピレングリコール)付加物$|プロピレングリコール$')
SALTS = sorted('''二塩酸塩 塩化物塩酸塩 塩酸塩 臭化水素酸塩 トシル酸塩硫酸塩 一硫酸塩 メチル硫酸塩 硫酸塩 硝酸塩 リン酸塩 酢酸塩 マレイン酸塩 フマル酸塩 フマル酸 コハク酸塩 酒石酸水素塩 酒石酸塩
クエン酸塩 乳酸塩 安息香酸塩 シュウ酸塩 リンゴ酸塩 グルコン酸塩 メタンスルホン酸塩 メシル酸塩 ベシル酸塩 トシル酸塩 エタンスルホン酸塩 イセチオン酸塩 キシナホ酸塩 トリフェニル酢酸塩 オレイン酸塩
ステアリン酸塩 ラクトビオン酸塩 パモ酸塩 フェンジゾ酸塩 ヒベンズ酸塩 フェノールフタリン酸塩 メチレンジサリチル酸塩 オクホスファート 臭化物 塩化物 ヨウ化物 エルブミン ジメグルミン メグルミン オラミン
アルファデクス ベータデクス L-リシン L-プロリン L-アルギニン 二ナトリウム ナトリウム 二カリウム カリウム カルシウム マグネシウム 亜鉛 ベンザチン'''.split(), key=len, reverse=True)
PREFIXES = '塩酸 リン酸 乳酸 メシル酸 コハク酸 ヒベンズ酸 酢酸 無水 精製 沈降'.split()
ESTER = re.compile(r'((メタスルホ安息香酸|酢酸|プロピオン酸|酪酸|吉草酸|カプロン酸|エナント酸|デカン酸|オクタン酸|シペシル酸|パルミチン酸|エチルコハク酸|コハク酸|リン酸|安息香酸|'
                   r'ジプロピオン酸|フランカルボン酸|クエン酸)エステル)+$')

def nfkc(s):
    return unicodedata.normalize('NFKC', s).strip()

def strip_once(c):
    c = HYDRATE.sub('', c).strip() or c
    if c in KEEP:
        return c
    for p in ('無水', '沈降', '乾燥', '精製'):
        if c.startswith(p) and c[len(p):] in KEEP:
            return c[len(p):]
    for s in SALTS:
        if c.endswith(s) and len(c) - len(s) >= 2:
            return c[:-len(s)].strip()
    m = ESTER.search(c)
    if m and m.start() >= 2:
        return c[:m.start()].strip()
    for p in PREFIXES:
        if c.startswith(p) and len(c) - len(p) >= 3:
            return c[len(p):]
    return c

def fold(name, kampo):
    """Base ingredients of one 成分名: salts, hydrates and esters of the same active moiety folded, combinations split at ・."""
    s = re.sub(r'\(遺伝子組換え\)|\[.*後続.*\]$', '', nfkc(name)).strip()
    if kampo:
        return re.sub('エキス$', '', s)                    # a formula stays one ingredient
    out = []
    for part in s.split('・'):
        part, before = re.sub('配合剤$', '', nfkc(part)), None
        while part != before and part not in KEEP:
            part, before = strip_once(part), part
        if part not in out:
            out.append(part)
    return '|'.join(out)

def read_own(name):
    path = os.path.join(HERE, name)
    if not os.path.exists(path):
        return []
    with open(path, encoding='utf-8', newline='') as f:
        return list(csv.DictReader(f))

def write(name, header, rows):
    with open(os.path.join(HERE, name), 'w', encoding='utf-8', newline='') as f:
        w = csv.writer(f, lineterminator='\n')
        w.writerow(header.split(','))
        w.writerows(rows)
    print('%-16s %5d rows' % (name, len(rows)))

def make_ingredients(price, generic):
    yj7s = defaultdict(set)
    for code, p in price.items():
        yj7s[p[0]].add(code[:7])
    for g in generic:
        yj7s[g[2]].add(g[0][:7])
    reviewed = {r['listed_name']: r['base'] for r in read_own('ingredients.csv') if r['how'] == 'reviewed'}
    rows = []
    for name in sorted(yj7s):
        if name in reviewed:
            rows.append([name, reviewed[name], 'reviewed'])
        else:
            rows.append([name, fold(name, all(y.startswith('52') for y in yj7s[name])), 'rule'])
    write('ingredients.csv', 'listed_name,base,how', rows)
    bases = {r[0]: r[1] for r in rows}
    by_yj7 = defaultdict(set)
    for name, ys in yj7s.items():
        for y in ys:
            by_yj7[y].add(bases[name])
    known = {y: b.pop() for y, b in by_yj7.items() if len(b) == 1}
    for r in read_own('yj7.csv'):                          # numbers the lists no longer have: looked up by people, kept
        if r['yj7'] not in by_yj7:
            known[r['yj7']] = r['base']
    write('yj7.csv', 'yj7,base', sorted(known.items()))
    return bases

# --- products --------------------------------------------------------------------------------------------------------------------
def date(s):
    return '%s-%s-%s' % (s[:4], s[4:6], s[6:8]) if len(s) == 8 and s not in ('00000000', '99999999') else ''

def squash(s):
    return re.sub(r'[\s]', '', nfkc(s)).replace('－', '-').replace('−', '-')

def product(r, price, y, back):
    """One row of products.csv from a y row (columns as numbered by 支払基金, so r[n - 1]) and the price list. back: patient-choice
    code of an original. A company's product billed under a common name gets that 品名 only when it is the name of the listed entry."""
    code, p = r[31], price.get(r[31], ('', '', '', '', '', '', False))
    brand_of = '' if r[22] in ('0', '') else r[22]
    entry = y.get(brand_of)
    list_name = p[2] if not brand_of or (entry and squash(p[2]) in (squash(entry[4]), squash(entry[34]))) else ''
    own = r[21] != '8' and code[9:11] != '01'               # listed by brand name: price code = YJ
    flags = ''.join(l for l, on in (('g', r[16] == '1'), ('b', r[15] == '1'), ('u', r[21] == '8'), ('h', r[39] == '1'),
                                    ('c', r[19] in ('1', '2')), ('n', r[14] == '1')) if on)
    return [r[2], code, code if own else '', r[36], r[4], r[34], list_name, r[6], r[9], p[1], r[27], r[13], flags, r[21], brand_of,
            p[3], p[0], r[37], r[11], date(r[35]), date(r[29]), date(r[30]), date(r[33]) or p[5], r[40] if r[40] not in ('0', '') else back.get(r[2], '')]

HEADER = ('receipt,price_code,yj,generic_code,name,name_long,name_list,kana,unit,strength,form_class,control,flags,listing,brand_of,maker,'
          'listed_name,generic_name,price,listed_on,changed_on,ends_on,transition_until,twin')

def until(r, price):
    """Last day of use as far as the files tell: 廃止, 経過措置 of the y file or of the price list, whichever comes first."""
    p = price.get(r[31])
    return min(r[30], r[33] if r[33] not in ('', '0') else '99999999', p[5].replace('-', '') if p and p[5] else '99999999')

def in_force(r, price):
    p = price.get(r[31])
    return bool(p and p[6]) and until(r, price) >= IN_FORCE

def rank(r):
    """Order in which generics of one strength are taken: the widest ranges first, then by code."""
    for i, m in enumerate(MAKERS):
        if m in r[4]:
            return (i, r[2])
    return (len(MAKERS), r[2])

def choose(rows, n):
    """n rows of one YJ7: by strength (the one most companies make first), in turn a product with its own brand name and a generic."""
    by_strength = defaultdict(list)
    for r in rows:
        by_strength[r[31][:9]].append(r)
    strengths = sorted(by_strength, key=lambda s: (-len(by_strength[s]), s))
    turns = []
    for s in strengths:
        brand = sorted((r for r in by_strength[s] if r[16] != '1' and r[21] != '8' and r[41] != '2'), key=rank)
        other = sorted((r for r in by_strength[s] if r not in brand and r[41] != '2'), key=rank)
        turns.append(brand[:1] + other[:1] or by_strength[s][:1])
    out = [r for t in turns for r in t][:n] if len(turns) > 1 else turns[0][:n]
    rest = sorted((r for r in rows if r not in out and r[41] != '2'), key=rank)
    return (out + rest)[:n]

def main():
    y, price, generic = read_y(), read_price(), read_generic()
    print('y rows %d, price codes %d, generic names %d' % (len(y), len(price), len(generic)))
    make_ingredients(price, generic)
    live, gone = defaultdict(list), defaultdict(list)
    for r in y.values():
        for key in (r[31][:7], r[31][:9]):
            (live if in_force(r, price) else gone)[key].append(r)
    taken = {}
    for row in read_own('starter-list.csv'):
        key = row['key']
        if key.isdigit() and key in y:                      # one billing code, in force or not
            taken[key] = y[key]
        elif len(key) == 12:                                # one price code: every product billed by it, in force or not
            for r in y.values():
                if r[31] == key:
                    taken[r[2]] = r
        elif live.get(key):
            for r in choose(live[key], int(row['products'])):
                taken[r[2]] = r
        elif gone.get(key):                                 # nothing in force: the one that stayed longest, so that history is known
            last = max(gone[key], key=lambda r: (until(r, price), r[2]))
            taken[last[2]] = last
        else:
            print('starter-list.csv: no product for', key, row['why'])
    for r in list(taken.values()):                          # the 統一名 entry and the patient-choice twin a row points to come along
        for other in (r[22], r[40]):
            if other in y:
                taken.setdefault(other, y[other])
    back = {r[40]: r[2] for r in taken.values() if r[40]}
    write('products.csv', HEADER, [product(taken[k], price, y, back) for k in sorted(taken)])
    keep = {r[31][:7] for r in taken.values()}
    write('generic.csv', 'code,name,listed_name,strength,class,exception,price_min,products', [g for g in sorted(generic) if g[0][:7] in keep])
    write('hot.csv', 'hot13,hot9,hot7,receipt,price_code,yj,name,maker,updated', [])

main()
