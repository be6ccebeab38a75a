//! The ClientHello: what it says, up to the server's random (`tls_process_client_hello`,
//! `tls_early_post_process_client_hello`).

use std::rc::Rc;

use super::choice::{choose_suite, choose_suite_tls12};
use super::safari;
use crate::both::random;
use crate::choose::suite::{check_chosen_again, check_resumed, Masks};
use crate::choose::version::{ClientVersions, Downgrade, Versions};
use crate::choose::Question;
use crate::cipher::Cipher;
use crate::error::{Fatal, Reason};
use crate::extension::Name;
use crate::facts::Short;
use crate::link::{Answer, Link, Rule};
use crate::machine::table::{After, Flow, Why};
use crate::machine::{Handshake, Retry};
use crate::message::client_hello::{ClientHello, Format};
use crate::message::RANDOM_LEN;
use crate::record::Protocol;
use crate::registry::alert;
use crate::registry::field::NULL_COMPRESSION;
use crate::registry::suite::{CipherSuite, TLS_EMPTY_RENEGOTIATION_INFO_SCSV, TLS_FALLBACK_SCSV};
use crate::registry::version::{ProtocolVersion, SSL3, TLS13};

/// `tls_process_client_hello`
pub(crate) fn receive(h: &mut Handshake, link: &dyn Link, body: &[u8]) -> Result<After, Fatal> {
    if refuses_renegotiation(h, link)? {
        link.warn(alert::NO_RENEGOTIATION);
        return Ok(After::Turn);
    }
    let format = match (h.ssl2_hello, h.method().is_dtls()) {
        (true, _) if !link.facts().is_first_handshake() || h.retry != Retry::None => {
            let (alert, reason) = (alert::UNEXPECTED_MESSAGE, Reason::UNEXPECTED_MESSAGE);
            return Err(Fatal::new(alert, reason));
        }
        (true, _) => Format::Ssl2,
        (false, false) => Format::Tls,
        (false, true) => Format::Dtls {
            cookie_exchange: h.config.options.cookie_exchange,
        },
    };
    let hello = ClientHello::read(body.to_vec(), format)?;
    if hello.lacks_cookie() {
        return Ok(After::Turn);
    }
    h.hello = Some(Rc::new(hello));
    h.collect_offer(link)?;
    Ok(After::Work)
}

/// A client begins another handshake that we have not asked for, and may not do so. If it may, it is a
/// renegotiation with a new session.
fn refuses_renegotiation(h: &mut Handshake, link: &dyn Link) -> Result<bool, Fatal> {
    let facts = link.facts();
    if h.renegotiates || facts.is_first_handshake() {
        return Ok(false);
    }
    if h.is_tls13(link) {
        return Err(Fatal::INTERNAL);
    }
    let options = &h.config.options;
    let allowed = !options.no_renegotiation && options.allow_client_renegotiation;
    let safe = facts.secure_renegotiation.get() || options.allow_unsafe_legacy_renegotiation;
    if !(allowed && safe) {
        return Ok(true);
    }
    h.renegotiates = true;
    h.new_session = true;
    Ok(false)
}

/// The ClientHello under work.
fn hello(h: &Handshake) -> Result<Rc<ClientHello>, Fatal> {
    h.hello.clone().ok_or(Fatal::INTERNAL)
}

/// The client's suites that we know, in its order, without signals (`bytes_to_cipher_list`).
pub(super) fn offered_suites(h: &Handshake) -> Result<Vec<&'static Cipher>, Fatal> {
    let hello = hello(h)?;
    let known = hello.suites().filter_map(Cipher::find);
    Ok(known.filter(|suite| !suite.is_signal()).collect())
}

/// client_hello_cb looks at the hello before we do.
pub(crate) fn client_hello_callback(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    if h.config.callbacks.client_hello {
        let answer = link.client_hello(&hello(h)?);
        h.refresh(link);
        if answer? == Answer::Wait {
            return Ok(Flow::Wait(Why::ClientHello));
        }
    }
    Ok(Flow::Next)
}

/// The version is chosen.
pub(crate) fn version(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    let (hello, facts) = (hello(h)?, link.facts());
    facts.client_random.set(*hello.random());
    if hello.is_ssl2() && hello.legacy_version().major() != SSL3.major() {
        let (alert, reason) = (alert::PROTOCOL_VERSION, Reason::UNKNOWN_PROTOCOL);
        return Err(Fatal::new(alert, reason));
    }
    facts.client_version.set(hello.legacy_version());
    let (version, downgrade) = choose_version(h, link, &hello).inspect_err(|_| {
        if facts.is_first_handshake() {
            // The alert goes out with the client's version in its record.
            facts.version.set(hello.legacy_version());
            link.rule(Rule::HeaderVersion(hello.legacy_version()));
        }
    })?;
    h.fixed_version = Some(version);
    h.downgrade = downgrade;
    facts.version.set(version);
    let protocol = match version {
        TLS13 => Protocol::Tls13,
        _ => Protocol::Tls12,
    };
    link.rule(Rule::Version(protocol, version));
    if version == TLS13 && !h.at_boundary(link) {
        return Err(Fatal::new(
            alert::UNEXPECTED_MESSAGE,
            Reason::NOT_ON_RECORD_BOUNDARY,
        ));
    }
    facts.hit.set(false);
    Ok(Flow::Next)
}

/// `ssl_choose_server_version`
fn choose_version(
    h: &Handshake,
    link: &dyn Link,
    hello: &ClientHello,
) -> Result<(ProtocolVersion, Downgrade), Fatal> {
    let block = hello.extensions().bytes();
    let versions = ClientVersions {
        legacy_version: hello.legacy_version(),
        supported_versions: h.offer.body(Name::SupportedVersions, block),
        after_retry: h.retry != Retry::None,
    };
    h.versions(&|question| link.allows(question))
        .choose_for_server(&versions)
}

/// The list of suites, and what its signals mean (`ssl_cache_cipherlist`).
pub(crate) fn suites(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    let (hello, facts) = (hello(h)?, link.facts());
    hello.check_suites()?;
    let raw = hello.suites().flat_map(|suite| suite.0.to_be_bytes());
    *facts.raw_suites.borrow_mut() = raw.collect();
    facts.secure_renegotiation.set(false);
    for suite in hello.suites() {
        read_signal(h, link, suite)?;
    }
    Ok(Flow::Next)
}

fn read_signal(h: &Handshake, link: &dyn Link, suite: CipherSuite) -> Result<(), Fatal> {
    let facts = link.facts();
    match suite {
        TLS_EMPTY_RENEGOTIATION_INFO_SCSV if h.renegotiates => Err(Fatal::new(
            alert::HANDSHAKE_FAILURE,
            Reason::SCSV_RECEIVED_WHEN_RENEGOTIATING,
        )),
        TLS_EMPTY_RENEGOTIATION_INFO_SCSV => {
            facts.secure_renegotiation.set(true);
            Ok(())
        }
        // What the context could do counts, not what was negotiated before.
        TLS_FALLBACK_SCSV => Versions {
            method: h.config.method,
            ..h.versions(&|question| link.allows(question))
        }
        .check_fallback(facts.version.get()),
        _ => Ok(()),
    }
}

/// The suite of TLS 1.3 is chosen before the session.
pub(crate) fn suite_tls13(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    if h.is_tls13(link) {
        let suite = choose_suite(h, link, &offered_suites(h)?, Masks::default())?;
        let facts = link.facts();
        if h.retry == Retry::Pending {
            check_chosen_again(suite, facts.suite.get())?;
        }
        facts.suite.set(Some(suite));
    }
    Ok(Flow::Next)
}

/// Whether a session can be resumed depends on this extension.
pub(crate) fn extended_master_secret(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    h.parse_offered(link, Name::ExtendedMasterSecret)?;
    Ok(Flow::Next)
}

/// The session that is resumed needs its suite among the client's; in TLS 1.3 that was seen to. The client's
/// session id is kept there, to be sent back.
pub(crate) fn resumed_suite(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    let facts = link.facts();
    if h.is_tls13(link) {
        let id = Short::new(hello(h)?.session_id()).ok_or(Fatal::INTERNAL)?;
        facts.legacy_session_id.set(id);
    } else if facts.hit.get() {
        check_resumed(&offered_suites(h)?, session_suite(link)?)?;
    }
    Ok(Flow::Next)
}

/// The suite of the session that is resumed.
pub(super) fn session_suite(link: &dyn Link) -> Result<&'static Cipher, Fatal> {
    let mut suite = None;
    link.session(&mut |session| suite = session.suite);
    suite.ok_or(Fatal::INTERNAL)
}

/// The client can do without compression.
pub(crate) fn compression(h: &mut Handshake, _: &dyn Link) -> Result<Flow, Fatal> {
    let hello = hello(h)?;
    if !hello.compression_methods().any(|m| m == NULL_COMPRESSION) {
        return Err(Fatal::new(
            alert::DECODE_ERROR,
            Reason::NO_COMPRESSION_SPECIFIED,
        ));
    }
    if h.config.options.safari_bug {
        safari::look(h, &hello);
    }
    Ok(Flow::Next)
}

/// All extensions that were not read yet.
pub(crate) fn extensions(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    h.parse_offer(link)?;
    Ok(Flow::Next)
}

/// `ssl_fill_hello_random`
pub(crate) fn random(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    let mut random = random::fill(link, h.config.options.server_hello_time)?;
    if let Some(sentinel) = h.downgrade.sentinel() {
        random[RANDOM_LEN - sentinel.len()..].copy_from_slice(&sentinel);
    }
    link.facts().server_random.set(random);
    Ok(Flow::Next)
}

/// EAP-FAST (RFC 4851): the program gives the master secret, and the session counts as resumed.
pub(crate) fn session_secret(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    let facts = link.facts();
    let asks = h.config.callbacks.session_secret && !facts.hit.get() && !h.is_tls13(link);
    if !asks || h.method().is_dtls() {
        return Ok(Flow::Next);
    }
    let suites = offered_suites(h)?;
    let given = link.server_session_secret(&suites);
    h.refresh(link);
    let Some(given) = given.filter(|given| !given.secret.is_empty()) else {
        return Ok(Flow::Next);
    };
    facts.hit.set(true);
    facts.peer_suites.set(suites.clone().into());
    let suite = match given.suite {
        Some(suite) => suite,
        None => choose_suite_tls12(h, link, &suites)?,
    };
    link.session(&mut |session| {
        session.secret = given.secret.clone();
        session.suite = Some(suite);
    });
    Ok(Flow::Next)
}

/// Nothing is compressed: a session that was is not resumed, and TLS 1.3 does not offer it.
pub(crate) fn only_null_compression(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    if h.is_tls13(link) {
        return match hello(h)?.compression_bytes().len() {
            1 => Ok(Flow::Next),
            _ => Err(Fatal::new(
                alert::ILLEGAL_PARAMETER,
                Reason::INVALID_COMPRESSION_ALGORITHM,
            )),
        };
    }
    let mut method = NULL_COMPRESSION.0;
    link.session(&mut |session| method = session.compression);
    if method == NULL_COMPRESSION.0 {
        return Ok(Flow::Next);
    }
    let allowed = !h.config.options.no_compression && link.allows(Question::compression());
    let reason = match allowed {
        true => Reason::INVALID_COMPRESSION_ALGORITHM,
        false => Reason::INCONSISTENT_COMPRESSION,
    };
    Err(Fatal::new(alert::HANDSHAKE_FAILURE, reason))
}
