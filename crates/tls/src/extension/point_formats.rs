//! ec_point_formats (RFC 8422 section 5.1.2).

use super::table::{Context, Place, Sent};
use crate::choose::suite::Disabled;
use crate::choose::version::Range;
use crate::choose::Question;
use crate::cipher::{auth, kx, Cipher};
use crate::codec::{OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::link::Link;
use crate::machine::Handshake;
use crate::message::extensions::write_one;
use crate::registry::alert;
use crate::registry::extension::EC_POINT_FORMATS;
use crate::registry::field::{
    PointFormat, ANSIX962_COMPRESSED_CHAR2, ANSIX962_COMPRESSED_PRIME, UNCOMPRESSED_POINT,
};

/// What we say that we know. Suite B has no curves of characteristic 2.
const FORMATS: [PointFormat; 3] = [
    UNCOMPRESSED_POINT,
    ANSIX962_COMPRESSED_PRIME,
    ANSIX962_COMPRESSED_CHAR2,
];

/// `init_ec_point_formats`
pub(super) fn start(_: &mut Handshake, link: &dyn Link, _: Context) -> Result<(), Fatal> {
    drop(link.facts().peer_point_formats.take());
    Ok(())
}

/// `tls_parse_ctos_ec_pt_formats`
pub(super) fn from_client(
    _: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    receive(link, content, Reason::BAD_EXTENSION, true)
}

/// `tls_parse_stoc_ec_pt_formats`
pub(super) fn from_server(
    _: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    receive(link, content, Reason::BAD_LENGTH, false)
}

/// Keeps the list of a new session. `if_empty` is the reason to refuse an empty list; of a session that is
/// resumed it is refused only if `always`.
fn receive(link: &dyn Link, content: &[u8], if_empty: Reason, always: bool) -> Result<(), Fatal> {
    let formats = Reader::new(content)
        .only_vec8()
        .or_fatal(alert::DECODE_ERROR, Reason::BAD_EXTENSION)?;
    let resumes = link.facts().hit.get();
    if formats.is_empty() && (always || !resumes) {
        return Err(Fatal::new(alert::DECODE_ERROR, if_empty));
    }
    if !resumes {
        drop(link.facts().peer_point_formats.replace(formats.into()));
    }
    Ok(())
}

/// `tls_construct_stoc_ec_pt_formats`
pub(super) fn to_client(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    let suite = link.facts().suite.get().ok_or(Fatal::INTERNAL)?;
    let uses_curve = suite.kx & kx::ECDHE != 0 || suite.auth & auth::ECDSA != 0;
    if !uses_curve || link.facts().peer_point_formats.borrow().is_empty() {
        return Ok(Sent::No);
    }
    write(h, w);
    Ok(Sent::Yes)
}

/// `tls_construct_ctos_ec_pt_formats`
pub(super) fn to_server(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    let range = h.offered_range(link)?;
    if !h.offers_curves(link, range) {
        return Ok(Sent::No);
    }
    write(h, w);
    Ok(Sent::Yes)
}

fn write(h: &Handshake, w: &mut Writer) {
    let formats = match h.config.suite_b {
        Some(_) => &FORMATS[..FORMATS.len() - 1],
        None => &FORMATS[..],
    };
    write_one(w, EC_POINT_FORMATS, |w| {
        w.vec8(|w| formats.iter().for_each(|format| w.u8(format.0)));
    });
}

/// `final_ec_pt_formats`. OpenSSL looks for the uncompressed format in the server's list only if the program
/// has set a list of its own, which its interface does not allow.
pub(super) fn end(_: &mut Handshake, _: &dyn Link, _: Context, _: bool) -> Result<(), Fatal> {
    Ok(())
}

impl Handshake {
    /// The versions that a ClientHello offers. A failure is ours.
    pub(super) fn offered_range(&self, link: &dyn Link) -> Result<Range, Fatal> {
        self.version_range(link)
            .map_err(|reason| Fatal::new(alert::INTERNAL_ERROR, reason))
    }

    /// The suites that a client can offer (`SSL_get1_supported_ciphers`). The security callback is asked about
    /// every suite.
    pub(super) fn supported_suites(&self, link: &dyn Link, range: Range) -> Vec<&'static Cipher> {
        let security = &|question: Question| link.allows(question);
        let peer = self.peer(link);
        let algorithms = peer.algorithms(&self.config, security);
        let disabled = Disabled::new(&algorithms, range, self.config.callbacks.psk_client, false);
        let suites = self.config.suites.iter().copied();
        suites
            .filter(|suite| !disabled.contains(suite, false, security))
            .collect()
    }

    /// A client offers suites with elliptic curves, and a curve for them (`use_ecc`).
    pub(super) fn offers_curves(&self, link: &dyn Link, range: Range) -> bool {
        let security = &|question: Question| link.allows(question);
        let suites = self.supported_suites(link, range);
        let peer = self.peer(link);
        peer.shared_groups(&self.config, security)
            .has_ec(range, &suites)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{client, connection, server};
    use super::super::Name::PointFormats;
    use super::*;
    use crate::choose::SecurityOp;
    use crate::choose::SuiteB;
    use crate::error::Reason;
    use crate::registry::group::{SECP256R1, X25519};
    use crate::registry::version::{TLS12, TLS13};
    use crate::tests::endpoint::Endpoint;

    fn suite(name: &str) -> &'static Cipher {
        Cipher::find_standard_name(name.as_bytes()).unwrap()
    }

    fn formats(link: &Endpoint) -> Vec<u8> {
        link.facts.peer_point_formats.borrow().to_vec()
    }

    #[test]
    fn lists_of_both_sides() {
        let bad = |reason| Err(Fatal::new(alert::DECODE_ERROR, reason));
        for (link, mut h, if_empty) in [
            (server(), Reason::BAD_EXTENSION),
            (client(), Reason::BAD_LENGTH),
        ]
        .map(|((link, h), reason)| (link, h, reason))
        {
            assert_eq!(link.parse(&mut h, PointFormats, &[1, 0]), Ok(()));
            assert_eq!(formats(&link), [0]);
            for content in [&[][..], &[1], &[1, 0, 0]] {
                let expected = bad(Reason::BAD_EXTENSION);
                assert_eq!(link.parse(&mut h, PointFormats, content), expected);
            }
            assert_eq!(link.parse(&mut h, PointFormats, &[0]), bad(if_empty));
            link.facts.hit.set(true);
            assert_eq!(link.parse(&mut h, PointFormats, &[1, 2]), Ok(()));
            assert_eq!(formats(&link), [0]);
            let empty = link.parse(&mut h, PointFormats, &[0]);
            match if_empty {
                Reason::BAD_LENGTH => assert_eq!(empty, Ok(())),
                _ => assert_eq!(empty, bad(if_empty)),
            }
            link.prepare(&mut h, PointFormats);
            assert!(formats(&link).is_empty());
            assert_eq!(link.conclude(&mut h, PointFormats, true), Ok(()));
        }
    }

    #[test]
    fn a_server_answers_if_the_suite_has_curves() {
        let (link, mut h) = server();
        assert_eq!(link.construct(&mut h, PointFormats), Err(Fatal::INTERNAL));
        let ecdhe = suite("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
        link.facts.suite.set(Some(ecdhe));
        assert_eq!(link.construct(&mut h, PointFormats), Ok(None));
        link.parse(&mut h, PointFormats, &[1, 0]).unwrap();
        assert_eq!(
            link.construct(&mut h, PointFormats),
            Ok(Some(vec![3, 0, 1, 2]))
        );
        link.configure(|config| config.suite_b = Some(SuiteB::From128));
        assert_eq!(
            link.construct(&mut h, PointFormats),
            Ok(Some(vec![2, 0, 1]))
        );
        let rsa = suite("TLS_RSA_WITH_AES_128_GCM_SHA256");
        link.facts.suite.set(Some(rsa));
        assert_eq!(link.construct(&mut h, PointFormats), Ok(None));
    }

    #[test]
    fn a_client_offers_them_with_suites_and_curves() {
        let (link, mut h) = connection(crate::machine::Side::Client, None);
        let ecdhe = suite("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
        let rsa = suite("TLS_RSA_WITH_AES_128_GCM_SHA256");
        let tls13 = suite("TLS_AES_128_GCM_SHA256");
        let mut offers = |suites: &[_], groups: &[_], highest| {
            link.configure(|config| {
                config.suites = suites.to_vec();
                config.groups = groups.to_vec();
                config.highest = Some(highest);
            });
            link.construct(&mut h, PointFormats).unwrap().is_some()
        };
        assert!(offers(&[rsa, ecdhe], &[SECP256R1], TLS12));
        assert!(offers(&[tls13], &[SECP256R1], TLS13));
        assert!(!offers(&[tls13], &[SECP256R1], TLS12));
        assert!(!offers(&[rsa], &[SECP256R1], TLS12));
        assert!(!offers(&[ecdhe], &[], TLS12));
        link.forbid(Some(SecurityOp::CURVE_SUPPORTED));
        assert!(!offers(&[ecdhe], &[X25519], TLS12));
        link.forbid(Some(SecurityOp::CIPHER_SUPPORTED));
        assert!(!offers(&[ecdhe], &[X25519], TLS12));
        link.forbid(Some(SecurityOp::VERSION));
        let expected = Fatal::new(alert::INTERNAL_ERROR, Reason::NO_PROTOCOLS_AVAILABLE);
        assert_eq!(link.construct(&mut h, PointFormats), Err(expected));
    }
}
