//! supported_versions (RFC 8446 section 4.2.1). A server reads a client's list when it chooses the version.

use super::table::{Context, Place, Sent};
use crate::codec::{Malformed, OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::link::Link;
use crate::machine::Handshake;
use crate::message::extensions::write_one;
use crate::registry::alert;
use crate::registry::extension::SUPPORTED_VERSIONS;
use crate::registry::version::{ProtocolVersion, TLS13};

/// `tls_parse_stoc_supported_versions`. That the version is one of ours is checked where it is chosen.
pub(super) fn from_server(
    _: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    place: Place,
) -> Result<(), Fatal> {
    let mut reader = Reader::new(content);
    let mut read = || -> Result<_, Malformed> {
        let version = reader.u16()?;
        reader.end().map(|()| ProtocolVersion(version))
    };
    let version = read().or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)?;
    if version != TLS13 {
        return Err(Fatal::new(
            alert::ILLEGAL_PARAMETER,
            Reason::BAD_PROTOCOL_VERSION_NUMBER,
        ));
    }
    if place.context != Context::HELLO_RETRY_REQUEST {
        link.facts().version.set(version);
    }
    Ok(())
}

/// `tls_construct_stoc_supported_versions`
pub(super) fn to_client(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    if !h.is_tls13(link) {
        return Err(Fatal::INTERNAL);
    }
    let version = link.facts().version.get();
    write_one(w, SUPPORTED_VERSIONS, |w| w.u16(version.0));
    Ok(Sent::Yes)
}

/// `tls_construct_ctos_supported_versions`: all versions that we have, down to the lowest.
pub(super) fn to_server(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    let range = h.offered_range(link)?;
    if range.highest < TLS13 {
        return Ok(Sent::No);
    }
    write_one(w, SUPPORTED_VERSIONS, |w| {
        w.vec8(|w| {
            let versions = range.lowest.0..=range.highest.0;
            versions.rev().for_each(|version| w.u16(version));
        });
    });
    Ok(Sent::Yes)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{connection, server};
    use super::super::Name::SupportedVersions;
    use super::*;
    use crate::choose::SecurityOp;
    use crate::machine::Side;
    use crate::registry::version::{TLS11, TLS12};

    #[test]
    fn a_server_says_tls13_and_nothing_else() {
        let (link, mut h) = connection(Side::Client, None);
        let malformed = Fatal::new(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH);
        for content in [&[][..], &[3], &[3, 4, 0]] {
            let parsed = link.parse(&mut h, SupportedVersions, content);
            assert_eq!(parsed, Err(malformed));
        }
        let wrong = Fatal::new(
            alert::ILLEGAL_PARAMETER,
            Reason::BAD_PROTOCOL_VERSION_NUMBER,
        );
        let parsed = link.parse(&mut h, SupportedVersions, &[3, 3]);
        assert_eq!(parsed, Err(wrong));
        let retry = Place::of(Context::HELLO_RETRY_REQUEST);
        let parsed = link.parse_in(&mut h, SupportedVersions, &[3, 4], retry);
        assert_eq!(parsed, Ok(()));
        assert_ne!(link.facts.version.get(), TLS13);
        let hello = Place::of(Context::SERVER_HELLO_TLS13);
        let parsed = link.parse_in(&mut h, SupportedVersions, &[3, 4], hello);
        assert_eq!(parsed, Ok(()));
        assert_eq!(link.facts.version.get(), TLS13);
    }

    #[test]
    fn a_server_answers_in_tls13_only() {
        let (link, mut h) = connection(Side::Server, Some(TLS13));
        let constructed = link.construct(&mut h, SupportedVersions);
        assert_eq!(constructed, Ok(Some(vec![3, 4])));
        let (link, mut h) = server();
        let constructed = link.construct(&mut h, SupportedVersions);
        assert_eq!(constructed, Err(Fatal::INTERNAL));
    }

    #[test]
    fn a_client_lists_its_versions_downwards() {
        let (link, mut h) = connection(Side::Client, None);
        let mut construct = |lowest, highest| {
            link.configure(|config| {
                config.lowest = Some(lowest);
                config.highest = Some(highest);
            });
            link.construct(&mut h, SupportedVersions)
        };
        assert_eq!(construct(TLS11, TLS13), Ok(Some(vec![6, 3, 4, 3, 3, 3, 2])));
        assert_eq!(construct(TLS13, TLS13), Ok(Some(vec![2, 3, 4])));
        assert_eq!(construct(TLS11, TLS12), Ok(None));
        link.forbid(Some(SecurityOp::VERSION));
        let none = Fatal::new(alert::INTERNAL_ERROR, Reason::NO_PROTOCOLS_AVAILABLE);
        assert_eq!(construct(TLS11, TLS13), Err(none));
    }
}
