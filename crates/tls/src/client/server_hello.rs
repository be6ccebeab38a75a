//! ServerHello, HelloRetryRequest and EncryptedExtensions.

use crate::both::key_update::check_boundary;
use crate::both::keys::Stage;
use crate::choose::suite::{self, Disabled, Returned};
use crate::choose::version::ServerVersion;
use crate::choose::Question;
use crate::cipher::Cipher;
use crate::codec::Writer;
use crate::error::{Fatal, Reason};
use crate::extension::{Collected, Context, Name, Place};
use crate::facts::Short;
use crate::link::{Direction, Link, Rule};
use crate::machine::table::After;
use crate::machine::{Handshake, Retry};
use crate::message;
use crate::message::encrypted_extensions;
use crate::message::server_hello::ServerHello;
use crate::record::Protocol;
use crate::registry::alert;
use crate::registry::field::{CompressionMethod, NULL_COMPRESSION};
use crate::registry::message::SERVER_HELLO;
use crate::registry::suite::CipherSuite;
use crate::registry::version::{ProtocolVersion, TLS12, TLS13};

const fn illegal(reason: Reason) -> Fatal {
    Fatal::new(alert::ILLEGAL_PARAMETER, reason)
}

/// `tls_process_server_hello`
pub(crate) fn receive(h: &mut Handshake, link: &dyn Link, body: &[u8]) -> Result<After, Fatal> {
    let offers_tls13 = link.facts().version.get() == TLS13;
    let hello = ServerHello::read(body, offers_tls13, h.retry != Retry::None)?;
    if hello.is_retry_request {
        h.retry = Retry::Pending;
        check_form_of_tls13(link, &hello)?;
        accept_suite(h, link, hello.suite)?;
        return receive_retry_request(h, link, body, hello.extensions.bytes());
    }
    link.facts().server_random.set(*hello.random);
    let block = hello.extensions.bytes();
    let collected = h.collect_extensions(link, block, Context::SERVER_HELLO, true)?;
    choose_version(h, link, &hello, &collected)?;
    let tls13 = h.is_tls13(link);
    if tls13 {
        check_form_of_tls13(link, &hello)?;
    }
    let context = match tls13 {
        true => Context::SERVER_HELLO_TLS13,
        false => Context::SERVER_HELLO_TLS12,
    };
    h.check_extensions(&collected, context)?;
    let place = Place::of(context);
    link.facts().hit.set(false);
    if tls13 {
        check_boundary(h, link)?;
        // It tells whether a session is resumed.
        h.parse_extension(link, &collected, block, Name::Psk, place)?;
    } else {
        resume_by_id(h, link, &hello)?;
    }
    settle_session(h, link, &hello)?;
    let version = link.facts().version.get();
    h.lowest_offered = version;
    h.disabled = h.disabled.map(|disabled| disabled.of_version(version));
    accept_suite(h, link, hello.suite)?;
    check_compression(h, link, hello.compression)?;
    h.parse_all_extensions(link, &collected, block, place, true)?;
    if tls13 {
        let suite = link.facts().suite.get();
        link.session(&mut |session| session.suite = suite);
        h.change_keys(link, Stage::Handshake, Direction::Read)?;
    }
    Ok(After::Read)
}

/// What a ServerHello of TLS 1.3 and a HelloRetryRequest have in the fields of TLS 1.2.
fn check_form_of_tls13(link: &dyn Link, hello: &ServerHello<'_>) -> Result<(), Fatal> {
    if hello.compression != NULL_COMPRESSION {
        return Err(illegal(Reason::INVALID_COMPRESSION_ALGORITHM));
    }
    match hello.session_id == &*link.facts().legacy_session_id.get() {
        true => Ok(()),
        false => Err(illegal(Reason::INVALID_SESSION_ID)),
    }
}

/// `ssl_choose_client_version`. The version before stays if the new one is refused.
fn choose_version(
    h: &mut Handshake,
    link: &dyn Link,
    hello: &ServerHello<'_>,
    collected: &Collected,
) -> Result<(), Fatal> {
    let facts = link.facts();
    let before = facts.version.replace(hello.legacy_version);
    let chosen = checked_version(h, link, hello, collected);
    let version = chosen.inspect_err(|_| facts.version.set(before))?;
    h.fixed_version = Some(version);
    let protocol = match version {
        TLS13 => Protocol::Tls13,
        _ => Protocol::Tls12,
    };
    link.rule(Rule::Version(protocol, version));
    Ok(())
}

/// The version of the extension, or else of the hello, if we may use it.
fn checked_version(
    h: &mut Handshake,
    link: &dyn Link,
    hello: &ServerHello<'_>,
    collected: &Collected,
) -> Result<ProtocolVersion, Fatal> {
    let (block, place) = (hello.extensions.bytes(), Place::of(Context::SERVER_HELLO));
    h.parse_extension(link, collected, block, Name::SupportedVersions, place)?;
    let version = link.facts().version.get();
    let security = |question| link.allows(question);
    let versions = h.versions(&security);
    versions.check_for_client(&ServerVersion {
        version,
        random: hello.random,
        after_retry: h.retry != Retry::None,
        fallback: h.config.options.send_fallback,
    })?;
    Ok(version)
}

/// Up to TLS 1.2 the server resumes a session by sending its id. Where the application brings the secret of the
/// session (EAP-FAST, RFC 4851), the next message tells.
fn resume_by_id(h: &mut Handshake, link: &dyn Link, hello: &ServerHello<'_>) -> Result<(), Fatal> {
    let mut has_ticket = false;
    link.session(&mut |session| has_ticket = session.ticket.is_some());
    if h.config.callbacks.session_secret && has_ticket {
        let brought = link.client_session_secret().ok_or(Fatal::INTERNAL)?;
        h.refresh(link);
        let returned = || Cipher::find(hello.suite).filter(|suite| !suite.is_signal());
        let suite = brought.suite.or_else(returned);
        link.session(&mut |session| {
            session.secret = brought.secret.clone();
            session.suite = suite;
        });
    }
    let mut is_same = false;
    link.session(&mut |session| is_same = hello.session_id == &*session.id);
    if is_same && !hello.session_id.is_empty() {
        link.facts().hit.set(true);
    }
    Ok(())
}

/// The session is resumed, or another one begins.
fn settle_session(
    h: &mut Handshake,
    link: &dyn Link,
    hello: &ServerHello<'_>,
) -> Result<(), Fatal> {
    let (mut is_named, mut is_ours) = (false, false);
    let context = &h.config.session_id_context;
    link.session(&mut |session| {
        is_named = !session.id.is_empty();
        is_ours = *session.context == **context;
    });
    let version = link.facts().version.get();
    if link.facts().hit.get() {
        if !is_ours {
            let reason = Reason::ATTEMPT_TO_REUSE_SESSION_IN_DIFFERENT_CONTEXT;
            return Err(illegal(reason));
        }
    } else {
        if is_named {
            link.count_miss();
            h.make_session(link, false)?;
        }
        let id = Short::new(hello.session_id).ok_or(Fatal::INTERNAL)?;
        let tls13 = h.is_tls13(link);
        link.session(&mut |session| {
            session.version = version;
            // In TLS 1.3 it is an echo.
            if !tls13 {
                session.id = id;
            }
        });
    }
    let mut is_of_version = false;
    link.session(&mut |session| is_of_version = session.version == version);
    match is_of_version {
        true => Ok(()),
        false => Err(Fatal::new(
            alert::PROTOCOL_VERSION,
            Reason::SSL_SESSION_VERSION_MISMATCH,
        )),
    }
}

/// `set_client_ciphersuite`
fn accept_suite(h: &mut Handshake, link: &dyn Link, suite: CipherSuite) -> Result<(), Fatal> {
    let (facts, security) = (link.facts(), |question| link.allows(question));
    let disabled: Disabled = h.disabled.ok_or(Fatal::INTERNAL)?;
    let mut resumed = None;
    if facts.hit.get() {
        link.session(&mut |session| resumed = session.suite);
    }
    let suite = suite::check_returned(
        suite,
        &Returned {
            version: h.method().unnegotiated(),
            listed: &h.config.suites,
            disabled: &disabled,
            retried: facts.suite.get(),
            resumed,
            security: &security,
        },
    )?;
    facts.suite.set(Some(suite));
    Ok(())
}

/// We offer no compression; a session may have been made with it.
fn check_compression(
    h: &Handshake,
    link: &dyn Link,
    compression: CompressionMethod,
) -> Result<(), Fatal> {
    let mut of_session = compression.0;
    if link.facts().hit.get() {
        link.session(&mut |session| of_session = session.compression);
    }
    if of_session != compression.0 {
        let reason = Reason::OLD_SESSION_COMPRESSION_ALGORITHM_NOT_RETURNED;
        return Err(illegal(reason));
    }
    if compression == NULL_COMPRESSION {
        return Ok(());
    }
    // ssl_allow_compression
    let allowed = !h.config.options.no_compression && link.allows(Question::compression());
    Err(illegal(match allowed {
        true => Reason::UNSUPPORTED_COMPRESSION_ALGORITHM,
        false => Reason::COMPRESSION_DISABLED,
    }))
}

/// `tls_process_as_hello_retry_request`
fn receive_retry_request(
    h: &mut Handshake,
    link: &dyn Link,
    body: &[u8],
    block: &[u8],
) -> Result<After, Fatal> {
    // The key of early data is no good any more.
    link.install(Direction::Write, None, None);
    h.receive_extensions(link, block, Context::HELLO_RETRY_REQUEST)?;
    if h.cookie.is_empty() && !h.shares.is_empty() {
        return Err(illegal(Reason::NO_CHANGE_FOLLOWING_HRR));
    }
    let suite = link.facts().suite.get().ok_or(Fatal::INTERNAL)?;
    h.transcript.replace_hello(&h.suite_hash(suite, TLS13))?;
    let mut w = Writer::new();
    message::write(&mut w, SERVER_HELLO, |w| w.bytes(body));
    h.transcript.add(&w.finish()?);
    link.rule(Rule::HeaderVersion(TLS12));
    link.rule(Rule::AfterRetry);
    Ok(After::Turn)
}

/// `tls_process_encrypted_extensions`
pub(crate) fn receive_encrypted_extensions(
    h: &mut Handshake,
    link: &dyn Link,
    body: &[u8],
) -> Result<After, Fatal> {
    let extensions = encrypted_extensions::read(body)?;
    h.receive_extensions(link, extensions.bytes(), Context::ENCRYPTED_EXTENSIONS)?;
    Ok(After::Read)
}
