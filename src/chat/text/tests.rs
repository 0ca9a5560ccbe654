//! Tests of the parser: one short form of the tree for each construct.

use super::*;

/// The tree in a short form: `T[..]`, `Q[..]`, `L[..]`, `C(lang)[..]`; spans as `{b:…}`, `{i:…}`, `{s:…}`, `{c:…}`,
/// `{l(address):…}`, `{@:…}`.
fn short(text: &str) -> String {
    short_with(text, &[])
}

fn short_with(text: &str, names: &[&str]) -> String {
    let blocks = parse(text, &Names::new(names.iter().copied()));
    check_sources(text, &blocks);
    blocks.iter().map(block).collect::<Vec<_>>().join(" ")
}

fn check_sources(text: &str, blocks: &[Block]) {
    for span in spans(blocks) {
        assert!(text.get(span.source.clone()).is_some(), "{text:?}: {span:?}");
        if span.is_exact {
            assert_eq!(text.get(span.source.clone()), Some(span.text.as_str()), "{text:?}");
        }
    }
}

fn block(block: &Block) -> String {
    let all = |blocks: &[Block]| blocks.iter().map(self::block).collect::<Vec<_>>().join(" ");
    match block {
        Block::Text(spans) => format!("T[{}]", run(spans)),
        Block::Heading { level, spans } => format!("H{level}[{}]", run(spans)),
        Block::Code(code) => format!("C({})[{}]", code.language.as_deref().unwrap_or(""), code.text()),
        Block::Quote(blocks) => format!("Q[{}]", all(blocks)),
        Block::List(items) => {
            let item = |item: &Item| {
                let mark = match &item.mark {
                    Mark::Bullet => "•".to_owned(),
                    Mark::Number(number) => number.clone(),
                    Mark::Task { done } => if *done { "[x]" } else { "[ ]" }.to_owned(),
                };
                format!("{mark} {}", all(&item.blocks))
            };
            format!("L[{}]", items.iter().map(item).collect::<Vec<_>>().join(", "))
        }
        Block::Table(table) => {
            let row = |row: &Vec<Vec<Span>>| row.iter().map(|cell| run(cell)).collect::<Vec<_>>().join("|");
            let rows: Vec<String> = std::iter::once(&table.head).chain(&table.rows).map(row).collect();
            format!("G[{}]", rows.join("/"))
        }
        Block::Rule => "---".to_owned(),
    }
}

fn run(spans: &[Span]) -> String {
    let span = |span: &Span| {
        let mut look = String::new();
        for (is, mark) in [
            (span.style.bold, "b"),
            (span.style.italic, "i"),
            (span.style.strike, "s"),
            (span.style.code, "c"),
        ] {
            look.push_str(if is { mark } else { "" });
        }
        match &span.target {
            Some(Target::Link(address)) => look.push_str(&format!("l({address})")),
            Some(Target::Mention(_)) => look.push('@'),
            None => {}
        }
        if look.is_empty() { span.text.clone() } else { format!("{{{look}:{}}}", span.text) }
    };
    spans.iter().map(span).collect()
}

#[test]
fn plain_text_stays_as_typed() {
    for text in [
        "2 * 3 * 4",
        "snake_case_name",
        "a*b",
        "**",
        "5 ** 2 ** 3",
        "`open",
        "``",
        "x < y && y > z",
        "<b>hi</b>",
        "&copy; &amp; &#65;",
        "a\n\nb",
        "a\n\n\n\nb",
        "a\n  b\n    c",
        "    four",
        "\tat foo.bar(Baz.java:3)",
        "C:\\_old\\*.txt",
        "\\\\server\\share",
        "¯\\_(ツ)_/¯",
        "from ~5 to ~10",
        "5~10分、3~4",
        "[a]: https://x",
        "Look:\n2. two",
        "+ good",
        "-",
        "#",
        "#general",
        "a\n-",
        "a\n==",
        "~~~ tilde",
        ">_<",
        "{tag}",
        "10:30:45",
        "a:b:c",
        "\u{1}\u{1f}",
        "<!-- a -->",
        "<div>\ntext",
        "[x](y)",
        "[a](javascript:x)",
        "![x](y)",
        "[](https://e.org)",
        "| a |",
        "a\\\nb",
        ":not_an_emoji:",
        "+",
        "*",
        "# #",
        "::",
        "@",
        "@@",
        "\\",
        "a  ",
        "x\u{a0}",
        "trailing\n",
        "\nleading",
    ] {
        let blocks = parse(text, &Names::none());
        let [Block::Text(spans)] = &blocks[..] else { panic!("{text:?}: {blocks:?}") };
        assert!(spans.iter().all(|span| span.style == Style::default()), "{text:?}: {spans:?}");
        let typed = text.trim_matches('\n').replace(['\u{1}'], "\u{fffd}");
        assert_eq!(words(spans).trim_end(), typed.trim_end(), "{text:?}");
    }
}

#[test]
fn marks_around_words_count() {
    for (text, tree) in [
        ("a **b c** d", "T[a {b:b c} d]"),
        ("_so_ (*so*)", "T[{i:so} ({i:so})]"),
        ("***both***", "T[{bi:both}]"),
        ("**bold *and italic* inside**", "T[{b:bold }{bi:and italic}{b: inside}]"),
        ("\\*not italic\\*", "T[*not italic*]"),
        ("``a ` b`` and `x`", "T[{c:a ` b} and {c:x}]"),
        ("~~gone~~ ~one~", "T[{s:gone} ~one~]"),
        ("中**粗体**文", "T[中{b:粗体}文]"),
        ("中**“粗体”**文", "T[中{b:“粗体”}文]"),
        ("これは**重要。**です", "T[これは{b:重要。}です]"),
        ("`a * b`", "T[{c:a * b}]"),
        ("(**bold text**)", "T[({b:bold text})]"),
        ("a **b\nc** d", "T[a {b:b\nc} d]"),
    ] {
        assert_eq!(short(text), tree, "{text}");
    }
}

#[test]
fn an_address_ends_where_the_sentence_goes_on() {
    for (text, tree) in [
        (
            "See https://example.org/a_b, please.",
            "T[See {l(https://example.org/a_b):https://example.org/a_b}, please.]",
        ),
        ("(https://example.org/x)", "T[({l(https://example.org/x):https://example.org/x})]"),
        ("https://example.org/x_(y)", "T[{l(https://example.org/x_(y)):https://example.org/x_(y)}]"),
        ("https://e.org/__init__.py", "T[{l(https://e.org/__init__.py):https://e.org/__init__.py}]"),
        ("https://e.org/plan。次へ", "T[{l(https://e.org/plan):https://e.org/plan}。次へ]"),
        ("（https://e.org/plan）を見て", "T[（{l(https://e.org/plan):https://e.org/plan}）を見て]"),
        ("“https://e.org/plan”", "T[“{l(https://e.org/plan):https://e.org/plan}”]"),
        ("[https://e.org/plan]", "T[[{l(https://e.org/plan):https://e.org/plan}]]"),
        ("https://e.org/plan…", "T[{l(https://e.org/plan):https://e.org/plan}…]"),
        ("資料はhttps://e.org/plan です", "T[資料は{l(https://e.org/plan):https://e.org/plan} です]"),
        ("<https://e.org/plan>", "T[<{l(https://e.org/plan):https://e.org/plan}>]"),
        ("xhttps://e.org", "T[xhttps://e.org]"),
        ("https://", "T[https://]"),
        (
            "http://localhost:8080/x?a=1&copy=2",
            "T[{l(http://localhost:8080/x?a=1&copy=2):http://localhost:8080/x?a=1&copy=2}]",
        ),
        ("http://intranet/plan", "T[{l(http://intranet/plan):http://intranet/plan}]"),
        ("ask ben@example.org.", "T[ask {l(mailto:ben@example.org):ben@example.org}.]"),
        (
            "mailto:ben@example.org?subject=x,",
            "T[{l(mailto:ben@example.org?subject=x):mailto:ben@example.org?subject=x},]",
        ),
        ("`https://e.org`", "T[{c:https://e.org}]"),
        ("**ben@e.org**", "T[{bl(mailto:ben@e.org):ben@e.org}]"),
        ("`ben@e.org`", "T[{c:ben@e.org}]"),
        ("（ben@e.org）", "T[（{l(mailto:ben@e.org):ben@e.org}）]"),
        ("“ben@e.org”", "T[“{l(mailto:ben@e.org):ben@e.org}”]"),
        ("資料はben@e.org。", "T[資料は{l(mailto:ben@e.org):ben@e.org}。]"),
        ("ben@e.orgです", "T[{l(mailto:ben@e.org):ben@e.org}です]"),
        ("**see https://e.org/a today**", "T[{b:see }{bl(https://e.org/a):https://e.org/a}{b: today}]"),
        ("**https://e.org/a**", "T[{bl(https://e.org/a):https://e.org/a}]"),
        (
            "https://de.wikipedia.org/wiki/Größe",
            "T[{l(https://de.wikipedia.org/wiki/Größe):https://de.wikipedia.org/wiki/Größe}]",
        ),
    ] {
        assert_eq!(short(text), tree, "{text}");
    }
}

#[test]
fn words_may_stand_for_an_address() {
    for (text, tree) in [
        ("[the plan](https://e.org/p), please", "T[{l(https://e.org/p):the plan}, please]"),
        (
            "[the lathe](https://e.org/wiki/Lathe_(metal))",
            "T[{l(https://e.org/wiki/Lathe_(metal)):the lathe}]",
        ),
        ("_[plan](https://e.org/p)_", "T[{il(https://e.org/p):plan}]"),
        ("[**a** b](https://e.org/_x_)", "T[{bl(https://e.org/_x_):a}{l(https://e.org/_x_): b}]"),
        ("![cat](https://e.org/cat.png)", "T[{l(https://e.org/cat.png):cat}]"),
        ("[ ](https://e.org)", "T[[ ]({l(https://e.org):https://e.org})]"),
        ("[a] (https://e.org)", "T[[a] ({l(https://e.org):https://e.org})]"),
        ("[https://bank.example](https://evil.example)", "T[{l(https://evil.example):https://bank.example}]"),
    ] {
        assert_eq!(short(text), tree, "{text}");
    }
}

#[test]
fn names_keep_their_tag_and_are_found_in_the_tree() {
    let names = ["Ben", "Ben Okri", "佐藤 花子", "_jo_", "Anna *Star* Ray", "Mr [X]", "a`b"];
    for (text, tree) in [
        ("hi @Ben Okri and @Ben!", "T[hi {@:@Ben Okri} and {@:@Ben}!]"),
        ("**@Ben** and > @Ben", "T[{b@:@Ben} and > {@:@Ben}]"),
        ("資料は@佐藤 花子さん", "T[資料は{@:@佐藤 花子}さん]"),
        (
            "@_jo_, @Anna *Star* Ray and @Mr [X](https://e.org) @a`b` x`",
            "T[{@:@_jo_}, {@:@Anna *Star* Ray} and {@:@Mr [X]}({l(https://e.org):https://e.org}) {@:@a`b}{c: x}]",
        ),
        (
            "`@Ben` anna@Ben.example https://e.org/@Ben/x",
            "T[{c:@Ben} {l(mailto:anna@Ben.example):anna@Ben.example} {l(https://e.org/@Ben/x):https://e.org/@Ben/x}]",
        ),
        ("```\n@Ben\n```", "C()[@Ben]"),
        ("| a |\n|---|\n| @Ben |", "G[a/{@:@Ben}]"),
    ] {
        assert_eq!(short_with(text, &names), tree, "{text}");
    }
}

#[test]
fn placeholders_are_filled_in_order() {
    let names = ["Ben Okri".to_owned(), "佐藤".to_owned()];
    let blocks = parse("ask {tag} or `{tag}` or {tag} or {tag}", &Names::of_tags(&names));
    let Block::Text(spans) = &blocks[0] else { panic!() };
    assert_eq!(run(spans), "ask {@:{tag}} or {c:{tag}} or {@:{tag}} or {tag}");
    let places: Vec<_> = spans.iter().filter_map(|span| span.target.clone()).collect();
    assert_eq!(places, [Target::Mention(0), Target::Mention(1)]);
}

#[test]
fn shortcodes_are_emoji_outside_code() {
    assert_eq!(short("done :tada: `:tada:` :+1::+1: a:100:b"), "T[done 🎉 {c::tada:} 👍👍 a:100:b]");
}

#[test]
fn code_is_fenced_as_in_other_chat_programs() {
    for (text, tree) in [
        ("```rust\nlet a = **1**;\n\nb();\n```", "C(rust)[let a = **1**;\n\nb();]"),
        ("```systemctl restart relay```", "T[{c:systemctl restart relay}]"),
        ("```df -h\nls /srv```", "C()[df -h\nls /srv]"),
        ("```\nmake all\n```  does this build for you?", "C()[make all] T[does this build for you?]"),
        ("```\nmake all\n``` does **this** build?\nyes", "C()[make all] T[does {b:this} build?\nyes]"),
        ("Look: ```js\na();\n```", "T[Look:] C(js)[a();]"),
        ("Look: ```js\na();``` and ```\nb();\n```", "T[Look:] C(js)[a();] T[and] C()[b();]"),
        ("```\nfold here", "C()[fold here]"),
        ("```ls\npwd\n```", "C()[ls\npwd]"),
        ("```c, please look\nint a;\n```", "C()[c, please look\nint a;]"),
        ("inline ``` marks", "T[inline ``` marks]"),
        ("```", "T[```]"),
        ("```\n```", "T[```\n```]"),
        ("````\n```rust\n```\n````", "C()[```rust\n```]"),
        ("```\nlet s = \"```\";\n```", "C()[let s = \"```\";]"),
        ("> ```\n> code\n> ```\nmine", "Q[C()[code]] T[mine]"),
        ("> ```\n> code\nmine", "Q[C()[code]] T[mine]"),
        ("- ```ls -l\n  x\n  ```\n- two", "L[• C()[ls -l\nx], • T[two]]"),
    ] {
        assert_eq!(short(text), tree, "{text}");
    }
}

#[test]
fn blocks_stand_by_themselves() {
    for (text, tree) in [
        ("> said\n> so\nI say no", "Q[T[said\nso]] T[I say no]"),
        (">> a\n> b\nc", "Q[Q[T[a]] T[b]] T[c]"),
        ("- one\n- two\nThanks!", "L[• T[one], • T[two]] T[Thanks!]"),
        ("- one\n  2. two\nend", "L[• T[one\n2. two]] T[end]"),
        ("- one\n  - deep\n    more\n- two", "L[• T[one] L[• T[deep\nmore]], • T[two]]"),
        ("1. a\n1. b\n5. c", "L[1. T[a], 1. T[b], 5. T[c]]"),
        ("3) x", "L[3) T[x]]"),
        ("- [ ] do\n- [x] done", "L[[ ] T[do], [x] T[done]]"),
        ("> a\n2. b", "Q[T[a]] L[2. T[b]]"),
        ("> - a\n> b", "Q[L[• T[a]] T[b]]"),
        ("# Big\n### small ###", "H1[Big] H3[small]"),
        ("a\n---\nb", "T[a] --- T[b]"),
        ("| a | b |\n|---|:-:|\n| 1 | **2** |\n| 3 |", "G[a|b/1|{b:2}/3|]"),
        ("| a | b |\n|---|---|\n| 1 | 2 | 3 |", "T[| a | b |\n|---|---|\n| 1 | 2 | 3 |]"),
        ("| a \\| b | c |\n|---|---|\n| 1 | 2 |", "G[a | b|c/1|2]"),
        ("- a\n\n- b", "L[• T[a], • T[b]]"),
        ("text\n- a\n- b\n\nmore", "T[text] L[• T[a], • T[b]] T[more]"),
    ] {
        assert_eq!(short(text), tree, "{text}");
    }
}

#[test]
fn spans_know_the_bytes_they_came_from() {
    let text = "a **b** [c](https://e.org) `d` ```e\nf``` g";
    let blocks = parse(text, &Names::none());
    let from: Vec<&str> = spans(&blocks).iter().map(|span| &text[span.source.clone()]).collect();
    assert_eq!(from, ["a ", "b", " ", "c", " ", "d", "g"]);
    let Block::Code(code) = &blocks[1] else { panic!("{blocks:?}") };
    let from: Vec<&str> = code.spans.iter().map(|span| &text[span.source.clone()]).collect();
    assert_eq!(from, ["", "f"], "a word after the marks is code without bytes of its own");
}

#[test]
fn hostile_texts_are_read_to_a_limited_depth() {
    let names: Vec<String> = (0..1_000).map(|number| format!("P_{number}_")).collect();
    for unit in [
        "*a ",
        "**a *b `c [d](http://e) _f ",
        "[",
        "](",
        "> ",
        "- ",
        "`",
        "``` ",
        "```\n",
        "\\*",
        "|",
        "| a\n|--",
        "<",
        "![",
        "@P_1_ ",
        ":a",
        "~~",
        "_",
        "a_",
        "https://e.org/*_",
        "1. ",
        "a@b.c ",
        "“**",
        "&",
        "x\n> ",
        "[[[](",
        "mailto:a@b.co?",
        "***",
        "`` ` ",
    ] {
        let text = unit.repeat(30_000 / unit.len());
        let blocks = parse(&text, &Names::new(names.iter().map(String::as_str)));
        assert!(!blocks.is_empty(), "{unit}");
        assert!(depth(&blocks) <= 20, "{unit}");
    }
}

fn depth(blocks: &[Block]) -> usize {
    let inside = |block: &Block| match block {
        Block::Quote(blocks) => depth(blocks),
        Block::List(items) => items.iter().map(|item| depth(&item.blocks)).max().unwrap_or(0),
        Block::Text(_) | Block::Heading { .. } | Block::Code(_) | Block::Table(_) | Block::Rule => 0,
    };
    1 + blocks.iter().map(inside).max().unwrap_or(0)
}
