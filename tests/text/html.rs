//! The form of the HTML that the specification shows for an example.

use super::{Form, Style};

use confab::chat::link::is_link;

/// The form of an example's HTML.
pub(crate) fn form(html: &str) -> Form {
    let mut form = Form::default();
    let (mut bold, mut italic, mut code, mut in_block) = (0, 0, 0, false);
    let mut links: Vec<Option<String>> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        let style = Style { bold: bold > 0, italic: italic > 0, strike: false, code: code > 0 && !in_block };
        let link = links.iter().flatten().next_back().cloned();
        add(&mut form, style, link.as_deref(), text);
        let end = tag.find('>').unwrap_or(tag.len() - 1);
        let name = &tag[1..end];
        rest = &tag[end + 1..];
        match name.split(' ').next().unwrap() {
            "em" => italic += 1,
            "/em" => italic -= 1,
            "strong" => bold += 1,
            "/strong" => bold -= 1,
            "pre" => {
                in_block = true;
                form.mark("\u{1}C");
            }
            "/pre" => {
                in_block = false;
                form.mark("\u{1}/");
            }
            "code" => code += 1,
            "/code" => code -= 1,
            "a" if name.contains("href=\"") => {
                let address = decoded(name.split("href=\"").nth(1).unwrap().split('"').next().unwrap());
                links.push(Some(address).filter(|address| is_link(address)));
            }
            "/a" => {
                links.pop();
            }
            "blockquote" => form.mark("\u{1}Q"),
            "ul" | "ol" => form.mark("\u{1}L"),
            "li" => form.mark("\u{1}*"),
            "/blockquote" | "/ul" | "/ol" => form.mark("\u{1}/"),
            "hr" => form.mark("\u{1}---"),
            "br" => form.run(style, link.as_deref(), "\n"),
            "p" | "/p" | "/li" => form.run(Style::default(), None, "\n"),
            "img" if name.contains("alt=\"") => {
                let alt = name.split("alt=\"").nth(1).unwrap().split('"').next().unwrap();
                let address = decoded(name.split("src=\"").nth(1).unwrap().split('"').next().unwrap());
                let link = Some(address).filter(|address| is_link(address));
                add(&mut form, style, link.as_deref(), alt);
            }
            heading if heading.starts_with('h') && heading.len() == 2 => {
                form.mark(format!("\u{1}H{}", &heading[1..]));
            }
            heading if heading.starts_with("/h") && heading.len() == 3 => form.mark("\u{1}/"),
            _ => add(&mut form, style, link.as_deref(), &format!("<{name}>")),
        }
    }
    add(&mut form, Style::default(), None, rest);
    form
}

fn add(form: &mut Form, style: Style, link: Option<&str>, text: &str) {
    if !text.is_empty() {
        form.run(style, link, &decoded(text));
    }
}

fn decoded(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}
