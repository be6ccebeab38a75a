//! Lists of groups in the form that OpenSSL 3.5 reads (SSL_CTX_set1_groups_list(3)).
//!
//! Groups stand in tuples: `:` divides groups, `/` divides tuples. A group may have prefixes: `*` asks
//! for a key share, `?` allows it to be unknown, `-` takes it out again. `DEFAULT` stands for the default
//! list. Names are read without regard to case.
//!
//! Only the order of the groups is kept. Key shares and the ends of tuples are checked, then dropped: our
//! client sends one share, for its first group.

use super::elements;
use super::group::{Group, GroupError};
use crate::registry::group::NamedGroup;

/// Named lists.
const NAMED: [(&str, &str); 2] = [
    (
        "DEFAULT",
        "?*X25519MLKEM768/?*X25519:?secp256r1/?X448:?secp384r1:?secp521r1/?ffdhe2048:?ffdhe3072",
    ),
    ("DEFAULT_SUITE_B", "secp256r1:secp384r1"),
];

/// The most key shares that a list may ask for.
const MAX_KEY_SHARES: usize = 4;

/// The part of a list that was read.
#[derive(Default)]
struct GroupList {
    groups: Vec<&'static Group>,
    key_shares: Vec<NamedGroup>,
}

/// Why reading stops.
enum ListStop {
    Syntax,
    Failure(GroupError),
}

/// Parses a list.
pub fn parse(list: &[u8]) -> Result<Vec<NamedGroup>, GroupError> {
    let blank = |b: &u8| b.is_ascii_whitespace() || *b == 0x0b;
    if list.iter().all(blank) {
        return Ok(Vec::new());
    }
    let text = || String::from_utf8_lossy(list);
    let mut read = GroupList::default();
    read.add_tuples(list, false).map_err(|stop| match stop {
        ListStop::Syntax => GroupError::Unknown(format!("Syntax error in '{}'", text())),
        ListStop::Failure(failure) => failure,
    })?;
    if read.key_shares.len() > MAX_KEY_SHARES {
        let max = MAX_KEY_SHARES;
        return Err(GroupError::Unknown(format!(
            "To many keyshares requested in '{}' (max = {max})",
            text()
        )));
    }
    Ok(read.groups.iter().map(|group| group.id).collect())
}

impl GroupList {
    /// `lenient` skips unknown groups even without `?`.
    fn add_tuples(&mut self, list: &[u8], lenient: bool) -> Result<(), ListStop> {
        for tuple in list.split(|&b| b == b'/') {
            for element in elements(tuple) {
                self.add(element, lenient)?;
            }
        }
        Ok(())
    }

    fn add(&mut self, element: &[u8], lenient: bool) -> Result<(), ListStop> {
        if element.is_empty() {
            return Err(ListStop::Failure(GroupError::EmptyElement));
        }
        let mut name = element;
        let (mut share, mut remove, mut ignore) = (false, false, false);
        while let [first @ (b'*' | b'-' | b'?'), rest @ ..] = name {
            let prefix = match first {
                b'*' => &mut share,
                b'-' => &mut remove,
                _ => &mut ignore,
            };
            if std::mem::replace(prefix, true) {
                return Err(ListStop::Syntax);
            }
            name = rest;
        }
        let named = |(known, _): &&(&str, &str)| known.as_bytes().eq_ignore_ascii_case(name);
        if let Some((_, list)) = NAMED.iter().find(named) {
            if ignore || remove {
                return Err(ListStop::Syntax);
            }
            return self.add_tuples(list.as_bytes(), true);
        }
        if name.is_empty() || name.len() > 63 {
            return Err(ListStop::Syntax);
        }
        let Some(group) = Group::find_name_in_any_case(name) else {
            return match ignore || lenient {
                true => Ok(()),
                false => Err(ListStop::Failure(GroupError::Malformed)),
            };
        };
        if remove {
            self.groups.retain(|known| known.id != group.id);
            self.key_shares.retain(|id| *id != group.id);
        } else if !self.groups.contains(&group) {
            self.groups.push(group);
            if share {
                self.key_shares.push(group.id);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::group::{
        FFDHE2048, FFDHE3072, SECP256R1, SECP384R1, SECP521R1, X25519, X25519MLKEM768, X448,
    };

    #[test]
    fn prefixes_tuples_and_case() {
        for (list, groups) in [
            ("x25519mlkem768:X25519", &[X25519MLKEM768, X25519][..]),
            (
                "*X25519MLKEM768 / *X25519 : p-256",
                &[X25519MLKEM768, X25519, SECP256R1],
            ),
            ("?nonsense:P-384", &[SECP384R1]),
            ("X25519:P-256:X25519", &[X25519, SECP256R1]),
            ("X25519:P-256:-X25519", &[SECP256R1]),
            (
                "DEFAULT:-X448",
                &[
                    X25519MLKEM768,
                    X25519,
                    SECP256R1,
                    SECP384R1,
                    SECP521R1,
                    FFDHE2048,
                    FFDHE3072,
                ],
            ),
            (
                "P-521 / *default",
                &[
                    SECP521R1,
                    X25519MLKEM768,
                    X25519,
                    SECP256R1,
                    X448,
                    SECP384R1,
                    FFDHE2048,
                    FFDHE3072,
                ],
            ),
            ("", &[]),
            (" ", &[]),
        ] {
            assert_eq!(parse(list.as_bytes()), Ok(groups.to_vec()), "{list}");
        }
    }

    #[test]
    fn what_is_no_list() {
        let syntax = |list: &str| GroupError::Unknown(format!("Syntax error in '{list}'"));
        for list in ["**X25519", "X25519:?", "?DEFAULT", "-DEFAULT", "*-*X25519"] {
            assert_eq!(parse(list.as_bytes()), Err(syntax(list)));
        }
        for list in ["X25519::P-256", "X25519//P-256", "/X25519", "X25519:"] {
            assert_eq!(
                parse(list.as_bytes()),
                Err(GroupError::EmptyElement),
                "{list}"
            );
        }
        assert_eq!(parse(b"nonsense:X25519"), Err(GroupError::Malformed));
        let five = "*X25519:*P-256:*P-384:*P-521:*X448";
        let text = format!("To many keyshares requested in '{five}' (max = 4)");
        assert_eq!(parse(five.as_bytes()), Err(GroupError::Unknown(text)));
    }
}
