//! Lists of application protocols in wire format: byte strings of 1 to 255 bytes, each after its
//! length.

use crate::codec::Reader;

/// Whether the whole list is well-formed and names at least one protocol.
pub fn is_valid(list: &[u8]) -> bool {
    let mut rest = list;
    while let Some((name, after)) = split_first(rest) {
        if name.is_empty() {
            return false;
        }
        rest = after;
    }
    rest.is_empty() && !list.is_empty()
}

/// The protocols of a list, up to the first that is truncated.
pub fn protocols(list: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = list;
    std::iter::from_fn(move || {
        let (name, after) = split_first(rest)?;
        rest = after;
        Some(name)
    })
}

/// The first protocol of the server's list that the client has too, and `true`; or, if they
/// share none, the client's first, and `false`. `None` if the client's list has no first.
///
/// The result is part of the server's list if it was shared, else part of the client's.
pub fn select<'a>(server: &'a [u8], client: &'a [u8]) -> Option<(&'a [u8], bool)> {
    let fallback = protocols(client).next().filter(|name| !name.is_empty())?;
    let shared = protocols(server)
        .filter(|name| !name.is_empty())
        .find(|name| protocols(client).any(|other| other == *name));
    Some(shared.map_or((fallback, false), |name| (name, true)))
}

fn split_first(list: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut list = Reader::new(list);
    let name = list.vec8().ok()?;
    Some((name, list.rest()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn valid_lists() {
        assert!(is_valid(b"\x02h2\x08http/1.1"));
        assert!(is_valid(b"\x01x"));
    }

    #[test]
    fn invalid_lists() {
        for list in [
            &b""[..],
            b"\x00",
            b"\x02h",
            b"\x02h2\x00",
            b"\x00\x02h2",
            b"\x02h2\x08http",
            b"h2",
        ] {
            assert!(!is_valid(list), "{list:?}");
        }
    }

    #[test]
    fn servers_order_decides() {
        assert_eq!(
            select(b"\x02h2\x08http/1.1", b"\x08http/1.1\x02h2"),
            Some((&b"h2"[..], true))
        );
    }

    #[test]
    fn no_overlap_gives_the_clients_first() {
        assert_eq!(
            select(b"\x02h3", b"\x02h2\x03foo"),
            Some((&b"h2"[..], false))
        );
        assert_eq!(select(b"", b"\x02h2"), Some((&b"h2"[..], false)));
        assert_eq!(select(b"\x02h", b"\x02h2"), Some((&b"h2"[..], false)));
    }

    #[test]
    fn client_without_protocols() {
        assert_eq!(select(b"\x02h2", b""), None);
        assert_eq!(select(b"\x02h2", b"\x00\x02h2"), None);
        assert_eq!(select(b"\x02h2", b"\x09h2"), None);
    }

    #[test]
    fn empty_and_truncated_names_are_ignored() {
        assert_eq!(
            select(b"\x00\x02h2\x05xx", b"\x01a\x00\x02h2\x09"),
            Some((&b"h2"[..], true))
        );
    }
}
