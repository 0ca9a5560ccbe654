#!/usr/bin/env python3
"""Make the fonts Confab bundles. Run by hand; the output is committed, no build needs this script.

    pip install fonttools
    pip install brotli
    python3 assets/fonts/build.py --inter DIR --mono FILE --emoji FILE --lucide DIR

--inter   folder with Inter-Regular.otf, -Medium, -SemiBold, -Italic (Debian: fonts-inter 3.19, from rsms/inter)
--mono    JetBrainsMono-Regular.ttf (Debian: fonts-jetbrains-mono 2.304, font version 2.242, from JetBrains/JetBrainsMono)
--emoji   twemoji.woff2 of the npm package twemoji-colr-font 15.0.3 (Twemoji as a COLR font)
--lucide  the `font` folder of the npm package lucide-static 1.62.0

What is changed, and why:

1. Families are called "Confab Sans", "Confab Mono", "Confab Emoji", "Confab Icons". No licence reserves a name, but these are
   modified versions, and a copy of Inter installed on the machine must never be picked instead of ours: the same
   pixels everywhere.
2. Each weight and the italic is a family of its own, said to be regular. The text engine takes fallbacks for other scripts
   and emoji only from fonts of the very weight and slant that is asked for; hardly any have medium or semibold, so that
   a Japanese name or an emoji in a heading would come out in whatever font is left.
3. Only scripts the fonts draw well, and only the features iced can use, are kept. Contextual alternates go: they turn
   "->" into an arrow, and a chat shows what was typed.
4. The space and no-break space get an outline without area: a line there and back. The software renderer keeps
   no empty glyph in its cache and would rasterise each space again at each draw; this one has a box, so
   it is kept, and covers nothing, so it is not seen.
"""

import argparse
import json
import pathlib

from fontTools import subset
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.reverseContourPen import ReverseContourPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

HERE = pathlib.Path(__file__).resolve().parent
TEXT = [
    (0x0020, 0x024F), (0x0250, 0x02AF), (0x02B0, 0x02FF), (0x0300, 0x036F), (0x0370, 0x03FF), (0x0400, 0x052F),
    (0x1E00, 0x1EFF), (0x1F00, 0x1FFF), (0x2000, 0x206F), (0x2070, 0x209F), (0x20A0, 0x20CF), (0x2100, 0x218F),
    (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2318, 0x2318), (0x2325, 0x2326), (0x232B, 0x232B), (0x23CE, 0x23CF),
    (0x25A0, 0x25FF), (0x2713, 0x2717), (0xFB00, 0xFB06), (0xFFFD, 0xFFFD),
]
MONO = TEXT + [(0x2500, 0x259F)]
GLYPHS = """\
//! The icons by name. Written by `assets/fonts/build.py` from `assets/icons/icons.txt`; tests: in the parent module.

super::icons! {{
{rows}}}
"""
# Icons of our own, and the first of their characters: Lucide has none there.
FILLED = "-filled"
OWN = 0xF800
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl"]


def trim(font, codepoints, features):
    options = subset.Options()
    options.layout_features = features
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.hinting = True
    options.drop_tables += ["DSIG", "STAT", "meta"]
    chosen = subset.Subsetter(options)
    chosen.populate(unicodes=codepoints)
    chosen.subset(font)


def rename(font, family):
    """Call it `family`, regular, whatever it looks like."""
    name = font["name"]
    for record in list(name.names):
        if record.nameID in (1, 2, 3, 4, 6, 16, 17, 18, 20, 21, 22, 25):
            name.removeNames(record.nameID, record.platformID, record.platEncID, record.langID)
    postscript = family.replace(" ", "") + "-Regular"
    for number, value in {1: family, 2: "Regular", 3: f"confab:{family}", 4: family, 6: postscript}.items():
        name.setName(value, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = 400
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0b1_0010_0001) | 0b100_0000
    font["head"].macStyle = 0
    font["post"].italicAngle = 0
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames[0] = postscript
        top = cff.topDictIndex[0]
        top.FamilyName, top.FullName, top.Weight = family, family, "Regular"


def keep_spaces_cached(font):
    """The line runs up and right so that no hinter can round its box to nothing."""
    em = font["head"].unitsPerEm
    low, high = (em // 10, em // 10), (em * 2 // 10, em * 5 // 10)
    names = {font.getBestCmap().get(point) for point in (0x20, 0xA0)} - {None}
    glyphs = font.getGlyphSet()
    for name in names:
        advance = font["hmtx"][name][0]
        if "CFF " in font:
            strings = font["CFF "].cff.topDictIndex[0].CharStrings
            old = strings[name]
            # A width is written as its distance from the nominal one, or not at all when it is the default.
            written = None if advance == old.private.defaultWidthX else advance - old.private.nominalWidthX
            pen = T2CharStringPen(written, glyphs)
            there_and_back(pen, low, high)
            strings[name] = pen.getCharString(private=old.private, globalSubrs=old.globalSubrs)
        else:
            pen = TTGlyphPen(glyphs)
            there_and_back(pen, low, high)
            font["glyf"][name] = pen.glyph()
            font["hmtx"][name] = (advance, low[0])


def there_and_back(pen, low, high):
    pen.moveTo(low)
    pen.lineTo(high)
    pen.lineTo(low)
    pen.closePath()


def add_filled(font, point, of):
    """Add the icon `of`, a sign in a ring, as a disc with the sign cut out."""
    glyphs = font.getGlyphSet()
    source = font.getBestCmap()[of]
    record = DecomposingRecordingPen(glyphs)
    glyphs[source].draw(record)
    ends = [at + 1 for at, (operator, _) in enumerate(record.value) if operator == "closePath"]
    contours = [record.value[start:end] for start, end in zip([0, *ends], ends)]
    # Lucide draws the outer edge of the ring first, then its inner edge, then the sign.
    pen = TTGlyphPen(glyphs)
    reverse = ReverseContourPen(pen)
    for target, contour in [(pen, contours[0]), *((reverse, contour) for contour in contours[2:])]:
        for operator, points in contour:
            getattr(target, operator)(*points)
    name = f"uni{point:04X}"
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = pen.glyph()
    font["hmtx"][name] = font["hmtx"][source]
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[point] = name


def variant(name):
    """`share-2` is `Share2` in Rust."""
    return "".join(part.capitalize() for part in name.split("-"))


def spread(ranges):
    return [point for first, last in ranges for point in range(first, last + 1)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--inter", type=pathlib.Path, required=True)
    parser.add_argument("--mono", type=pathlib.Path, required=True)
    parser.add_argument("--emoji", type=pathlib.Path, required=True)
    parser.add_argument("--lucide", type=pathlib.Path, required=True)
    parser.add_argument("--plain-spaces", action="store_true", help="leave spaces empty, to measure the difference")
    given = parser.parse_args()

    sans = {"Regular": "Confab Sans", "Medium": "Confab Sans Medium", "SemiBold": "Confab Sans Bold", "Italic": "Confab Sans Italic"}
    jobs = [(given.inter / f"Inter-{style}.otf", family, TEXT) for style, family in sans.items()]
    jobs.append((given.mono, "Confab Mono", MONO))
    for source, family, ranges in jobs:
        font = TTFont(source, recalcTimestamp=False)
        trim(font, spread(ranges), FEATURES)
        rename(font, family)
        if not given.plain_spaces:
            keep_spaces_cached(font)
        target = HERE / f"{family.replace(' ', '')}{source.suffix}"
        font.save(target)
        print(target.name, target.stat().st_size)

    font = TTFont(given.emoji, recalcTimestamp=False)
    font.flavor = None
    del font["FFTM"]
    rename(font, "Confab Emoji")
    target = HERE / "ConfabEmoji.ttf"
    font.save(target)
    print(target.name, target.stat().st_size)

    points = json.loads((given.lucide / "codepoints.json").read_text())
    listed = (HERE.parent / "icons" / "icons.txt").read_text().splitlines()
    wanted = [line for line in listed if line and not line.startswith("#")]
    font = TTFont(given.lucide / "lucide.ttf", recalcTimestamp=False)
    filled = [name for name in wanted if name.endswith(FILLED)]
    trim(font, [points[name] for name in wanted if name not in filled], [])
    for number, name in enumerate(filled):
        points[name] = OWN + number
        add_filled(font, points[name], points[name.removesuffix(FILLED)])
    # The font says that every glyph begins at its left edge, so that narrow ones would stand too far left.
    for name, (advance, _) in list(font["hmtx"].metrics.items()):
        font["hmtx"][name] = (advance, getattr(font["glyf"][name], "xMin", 0))
    rename(font, "Confab Icons")
    target = HERE.parent / "icons" / "ConfabIcons.ttf"
    font.save(target)
    print(target.name, target.stat().st_size)
    rows = "".join(f'    {variant(name)} "{name}" \'\\u{{{points[name]:x}}}\',\n' for name in wanted)
    target = HERE.parent.parent / "src" / "icon" / "glyphs.rs"
    target.write_text(GLYPHS.format(rows=rows))
    print(target.name, len(wanted))


if __name__ == "__main__":
    main()
