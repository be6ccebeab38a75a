//! signature_algorithms (RFC 8446 section 4.2.3).

use super::supported_groups::numbers;
use super::table::{Context, Place, Sent, MALFORMED};
use crate::choose::{uses_sigalgs, Question};
use crate::codec::{Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::link::Link;
use crate::machine::{Handshake, Side};
use crate::message::extensions::write_one;
use crate::registry::alert;
use crate::registry::extension::SIGNATURE_ALGORITHMS;
use crate::registry::scheme::SignatureScheme;

/// `init_sig_algs`
pub(super) fn start(_: &mut Handshake, link: &dyn Link, _: Context) -> Result<(), Fatal> {
    link.facts().peer_schemes.set(None);
    Ok(())
}

/// `tls_parse_ctos_sig_algs`, for both sides
pub(super) fn parse(
    h: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    if let Some(schemes) = read(h, link, content)? {
        link.facts().peer_schemes.set(Some(schemes.into()));
    }
    Ok(())
}

/// Reads a list of schemes; `None` if it is of no use, in which case its length may be odd.
pub(super) fn read(
    h: &Handshake,
    link: &dyn Link,
    content: &[u8],
) -> Result<Option<Vec<SignatureScheme>>, Fatal> {
    let list = Reader::new(content).only_vec16().map_err(|_| MALFORMED)?;
    if list.is_empty() {
        return Err(MALFORMED);
    }
    // A client that has resumed may still be asked for a certificate.
    let resumes = h.side == Side::Server && link.facts().hit.get();
    if resumes || !uses_sigalgs(h.method().unnegotiated()) {
        return Ok(None);
    }
    numbers(list, SignatureScheme).map(Some).ok_or(MALFORMED)
}

/// `tls_construct_ctos_sig_algs`, for both sides
pub(super) fn construct(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    if !uses_sigalgs(link.facts().client_version.get()) {
        return Ok(Sent::No);
    }
    let security = |question: Question| link.allows(question);
    let peer = h.peer(link);
    let algorithms = peer.algorithms(&h.config, &security);
    let offered = algorithms.offered(algorithms.own(true)).map_err(|reason| {
        link.queue_error(reason);
        Fatal::INTERNAL
    })?;
    write_one(w, SIGNATURE_ALGORITHMS, |w| {
        w.vec16(|w| offered.iter().for_each(|scheme| w.u16(scheme.0)));
    });
    Ok(Sent::Yes)
}

/// `final_sig_algs`
pub(super) fn end(
    h: &mut Handshake,
    link: &dyn Link,
    _: Context,
    received: bool,
) -> Result<(), Fatal> {
    match received || !h.is_tls13(link) || link.facts().hit.get() {
        true => Ok(()),
        false => Err(Fatal::new(
            alert::MISSING_EXTENSION,
            Reason::MISSING_SIGALGS_EXTENSION,
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{client, connection, server};
    use super::super::Name::{SignatureAlgorithms, SignatureAlgorithmsCert};
    use super::*;
    use crate::registry::scheme::{ECDSA_SECP256R1_SHA256, RSA_PKCS1_SHA1};
    use crate::registry::version::{TLS11, TLS12, TLS13};

    const LIST: [u8; 6] = [0, 4, 4, 3, 2, 1];
    const SCHEMES: [SignatureScheme; 2] = [ECDSA_SECP256R1_SHA256, RSA_PKCS1_SHA1];

    #[test]
    fn a_list_is_kept_until_the_next_hello() {
        for side in [Side::Server, Side::Client] {
            let (link, mut h) = connection(side, Some(TLS13));
            let facts = &link.facts;
            for name in [SignatureAlgorithms, SignatureAlgorithmsCert] {
                link.parse(&mut h, name, &LIST).unwrap();
            }
            for kept in [facts.peer_schemes.get(), facts.peer_cert_schemes.get()] {
                assert_eq!(kept.as_deref(), Some(&SCHEMES[..]));
            }
            for name in [SignatureAlgorithms, SignatureAlgorithmsCert] {
                link.prepare(&mut h, name);
            }
            for kept in [facts.peer_schemes.get(), facts.peer_cert_schemes.get()] {
                assert_eq!(kept, None);
            }
        }
    }

    #[test]
    fn a_list_that_is_empty_or_odd_or_cut_off() {
        let (link, mut h) = server();
        let lists: [&[u8]; 6] = [
            &[],
            &[0],
            &[0, 0],
            &[0, 1, 0],
            &[0, 4, 4, 3],
            &[0, 2, 4, 3, 0],
        ];
        for name in [SignatureAlgorithms, SignatureAlgorithmsCert] {
            for list in lists {
                let parsed = link.parse(&mut h, name, list);
                assert_eq!(parsed, Err(MALFORMED), "{list:?}");
            }
        }
    }

    #[test]
    fn a_list_is_of_no_use_to_a_server_that_resumes_or_to_old_versions() {
        for name in [SignatureAlgorithms, SignatureAlgorithmsCert] {
            let (link, mut h) = server();
            link.facts.hit.set(true);
            assert_eq!(link.parse(&mut h, name, &[0, 1, 0]), Ok(()));
            let (link, mut h) = connection(Side::Server, Some(TLS11));
            assert_eq!(link.parse(&mut h, name, &LIST), Ok(()));
            assert_eq!(link.facts.peer_schemes.get(), None);
            // A client can be asked for a certificate after it has resumed.
            let (link, mut h) = client();
            link.facts.hit.set(true);
            assert_eq!(link.parse(&mut h, name, &[0, 1, 0]), Err(MALFORMED));
        }
    }

    #[test]
    fn our_list_is_offered_from_tls12_on() {
        let (link, mut h) = connection(Side::Client, None);
        link.configure(|config| config.schemes = Some(SCHEMES.into()));
        for (version, offered) in [(TLS11, None), (TLS12, Some(LIST.to_vec()))] {
            link.facts.client_version.set(version);
            let constructed = link.construct(&mut h, SignatureAlgorithms);
            assert_eq!(constructed, Ok(offered));
        }
    }

    #[test]
    fn no_algorithm_is_a_failure_with_two_errors() {
        let (link, mut h) = connection(Side::Client, None);
        link.facts.client_version.set(TLS12);
        link.configure(|config| config.schemes = Some(Vec::new()));
        let constructed = link.construct(&mut h, SignatureAlgorithms);
        assert_eq!(constructed, Err(Fatal::INTERNAL));
        let reason = Reason::NO_SUITABLE_SIGNATURE_ALGORITHM;
        assert!(link.has_noted(&format!("error {reason:?}")));
    }

    #[test]
    fn tls13_needs_the_extension_unless_a_session_is_resumed() {
        let missing = Fatal::new(alert::MISSING_EXTENSION, Reason::MISSING_SIGALGS_EXTENSION);
        for (version, received, resumes, end) in [
            (TLS13, false, false, Err(missing)),
            (TLS13, true, false, Ok(())),
            (TLS13, false, true, Ok(())),
            (TLS12, false, false, Ok(())),
        ] {
            let (link, mut h) = connection(Side::Server, Some(version));
            link.facts.hit.set(resumes);
            let ended = link.conclude(&mut h, SignatureAlgorithms, received);
            assert_eq!(ended, end);
        }
    }
}
