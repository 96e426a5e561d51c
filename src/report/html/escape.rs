//! Text that stays text, whatever it holds.

/// JSON for a `<script>` element: nothing in it can end the element, open a comment or a line that a parser does not expect.
/// Outside strings JSON has none of these characters, so replacing them everywhere changes no value.
pub(crate) fn json_for_script(json: &str) -> String {
    let mut safe = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => safe.push_str(&format!("\\u{:04x}", u32::from(c))),
            _ => safe.push(c),
        }
    }
    safe
}

/// Text for an element's content or a quoted attribute.
pub(crate) fn html(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(c),
        }
    }
    safe
}

/// A name in a sentence: escaped, and kept from turning the text around it (a right-to-left mark in it ends with it).
pub(crate) fn name(text: &str) -> String {
    format!("<bdi>{}</bdi>", html(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_ends_the_script_element_and_every_name_reads_back() {
        let hostile = "</script><script>alert(1)</script><!--\u{2028}& ]]>";
        let safe = json_for_script(&serde_json::to_string(hostile).unwrap());
        assert!(!safe.contains(['<', '>', '&', '\u{2028}']));
        assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), hostile);
    }

    #[test]
    fn names_are_text_in_elements_and_attributes() {
        assert_eq!(name("<b onclick='x'>\"&"), "<bdi>&lt;b onclick=&#39;x&#39;&gt;&quot;&amp;</bdi>");
    }
}
