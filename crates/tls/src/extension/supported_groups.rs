//! supported_groups (RFC 8446 section 4.2.7).

use super::table::{Place, Sent, MALFORMED};
use crate::choose::version::Range;
use crate::choose::{Question, SecurityOp};
use crate::codec::{Reader, Writer};
use crate::error::Fatal;
use crate::link::Link;
use crate::machine::Handshake;
use crate::message::extensions::write_one;
use crate::registry::extension::SUPPORTED_GROUPS;
use crate::registry::group::NamedGroup;

/// A list of numbers of two bytes, which is not empty (`tls1_save_u16`).
pub(super) fn numbers<T>(list: &[u8], number: fn(u16) -> T) -> Option<Vec<T>> {
    let pairs = list.chunks_exact(2);
    match list.is_empty() || !pairs.remainder().is_empty() {
        true => None,
        false => Some(
            pairs
                .map(|pair| number(u16::from_be_bytes([pair[0], pair[1]])))
                .collect(),
        ),
    }
}

/// `tls_parse_ctos_supported_groups`
pub(super) fn from_client(
    h: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    let list = Reader::new(content).only_vec16().ok();
    let groups = list.and_then(|list| numbers(list, NamedGroup));
    let groups = groups.ok_or(MALFORMED)?;
    if !link.facts().hit.get() || h.is_tls13(link) {
        link.facts().peer_groups.set(groups.into());
    }
    Ok(())
}

/// `tls_construct_stoc_supported_groups`: where a key share was accepted that is not of our first group, the
/// client hears which groups we have.
pub(super) fn to_client(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    let Some(group) = link.facts().group.get() else {
        return Ok(Sent::No);
    };
    let security = |question: Question| link.allows(question);
    let peer = h.peer(link);
    let groups = peer.shared_groups(&h.config, &security);
    let version = Range::only(link.facts().version.get());
    let mut ours = Vec::new();
    for ours_too in groups.supported() {
        let usable = groups.is_of(*ours_too, version, false)
            && groups.is_allowed(*ours_too, SecurityOp::CURVE_SUPPORTED);
        if usable && ours.is_empty() && *ours_too == group {
            return Ok(Sent::No);
        }
        if usable {
            ours.push(*ours_too);
        }
    }
    if ours.is_empty() {
        return Err(Fatal::INTERNAL);
    }
    write(w, &ours);
    Ok(Sent::Yes)
}

/// `tls_construct_ctos_supported_groups`
pub(super) fn to_server(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    let range = h.offered_range(link)?;
    let security = |question: Question| link.allows(question);
    let suites = h.supported_suites(link, range);
    let peer = h.peer(link);
    let groups = peer.shared_groups(&h.config, &security);
    let Some(offered) = groups.offered(range, &suites)? else {
        return Ok(Sent::No);
    };
    write(w, &offered);
    Ok(Sent::Yes)
}

fn write(w: &mut Writer, groups: &[NamedGroup]) {
    write_one(w, SUPPORTED_GROUPS, |w| {
        w.vec16(|w| groups.iter().for_each(|group| w.u16(group.0)));
    });
}

#[cfg(test)]
mod tests {
    use super::super::tests::{client, connection, server};
    use super::super::Name::SupportedGroups;
    use super::*;
    use crate::error::Reason;
    use crate::machine::Side;
    use crate::registry::alert;
    use crate::registry::group::{FFDHE2048, SECP256R1, X25519};
    use crate::registry::version::{TLS12, TLS13};

    #[test]
    fn a_list_of_groups_is_kept() {
        let (link, mut h) = server();
        let list = [0, 4, 0, 29, 0, 23];
        link.parse(&mut h, SupportedGroups, &list).unwrap();
        assert_eq!(*link.facts.peer_groups.get(), [X25519, SECP256R1]);
    }

    #[test]
    fn a_list_that_is_empty_or_odd_or_cut_off() {
        let (link, mut h) = server();
        let lists: [&[u8]; 6] = [
            &[],
            &[0],
            &[0, 0],
            &[0, 1, 0],
            &[0, 4, 0, 29],
            &[0, 2, 0, 29, 0],
        ];
        for list in lists {
            let parsed = link.parse(&mut h, SupportedGroups, list);
            assert_eq!(parsed, Err(MALFORMED), "{list:?}");
        }
    }

    #[test]
    fn a_resumed_session_keeps_its_groups_up_to_tls12() {
        for (version, replaced) in [(TLS12, false), (TLS13, true)] {
            let (link, mut h) = connection(Side::Server, Some(version));
            link.facts.hit.set(true);
            let parsed = link.parse(&mut h, SupportedGroups, &[0, 2, 0, 29]);
            parsed.unwrap();
            assert_eq!(!link.facts.peer_groups.get().is_empty(), replaced);
        }
    }

    #[test]
    fn a_server_tells_its_groups_if_the_share_is_not_of_the_first() {
        let (link, mut h) = connection(Side::Server, Some(TLS13));
        link.configure(|config| config.groups = vec![X25519, SECP256R1]);
        let construct = |h: &mut Handshake| link.construct(h, SupportedGroups);
        assert_eq!(construct(&mut h), Ok(None));
        link.facts.group.set(Some(X25519));
        assert_eq!(construct(&mut h), Ok(None));
        link.facts.group.set(Some(SECP256R1));
        assert_eq!(construct(&mut h), Ok(Some(vec![0, 4, 0, 29, 0, 23])));
        link.forbid(Some(SecurityOp::CURVE_SUPPORTED));
        assert_eq!(construct(&mut h), Err(Fatal::INTERNAL));
    }

    #[test]
    fn a_client_offers_what_its_versions_have() {
        let (link, mut h) = connection(Side::Client, None);
        link.configure(|config| config.groups = vec![X25519, FFDHE2048]);
        let offered = link.construct(&mut h, SupportedGroups);
        assert_eq!(offered, Ok(Some(vec![0, 4, 0, 29, 1, 0])));
        // Without suites of elliptic curves, TLS 1.2 has no use for groups.
        let (link, mut h) = client();
        link.configure(|config| config.groups = vec![X25519]);
        assert_eq!(link.construct(&mut h, SupportedGroups), Ok(None));
    }

    #[test]
    fn a_client_without_groups_or_versions() {
        let (link, mut h) = connection(Side::Client, None);
        let fatal = |reason| Err(Fatal::new(alert::INTERNAL_ERROR, reason));
        let offered = link.construct(&mut h, SupportedGroups);
        assert_eq!(offered, fatal(Reason::NO_SUITABLE_GROUPS));
        link.forbid(Some(SecurityOp::VERSION));
        let offered = link.construct(&mut h, SupportedGroups);
        assert_eq!(offered, fatal(Reason::NO_PROTOCOLS_AVAILABLE));
    }
}
