//! What is wrong with a ServerHello or a HelloRetryRequest: OpenSSL's checks, in its order and with its
//! alerts and reasons.

use super::extensions::{self as kind, collect, Place};
use super::messages::{Reader, HELLO_RETRY_REQUEST};
use super::{provider, ClientHello, Parameters, TLS12, TLS13};
use crate::cipher::Cipher;
use crate::error::reason::Reason;
use crate::error::Fatal;
use crate::record::alert;
use tls::registry::extension::ExtensionType;
use tls::registry::group::NamedGroup;
use tls::registry::suite::CipherSuite;
use tls::registry::version::ProtocolVersion;

type Checked = Result<(), Fatal>;

/// What the answer is compared with.
pub(super) struct Asked<'a> {
    pub parameters: &'a Parameters,
    /// Our hello that is answered.
    pub hello: &'a ClientHello,
    /// The suite of the HelloRetryRequest that came before.
    pub retry_suite: Option<CipherSuite>,
}

/// What a well-formed answer is.
pub(super) enum Answered {
    Hello,
    /// A HelloRetryRequest, with its suite.
    Retry(CipherSuite),
}

/// The fields of a hello, before anything is made of them.
struct Fields<'a> {
    version: ProtocolVersion,
    random: &'a [u8],
    session_id: &'a [u8],
    suite: CipherSuite,
    compression: u8,
    is_retry: bool,
}

const DOWNGRADE_TO_TLS11: &[u8; 8] = b"DOWNGRD\x00";
const DOWNGRADE_TO_TLS12: &[u8; 8] = b"DOWNGRD\x01";

fn malformed() -> Fatal {
    Fatal::new(alert::DECODE_ERROR, Reason::BAD_EXTENSION)
}

fn length() -> Fatal {
    Fatal::new(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)
}

fn illegal(reason: Reason) -> Fatal {
    Fatal::new(alert::ILLEGAL_PARAMETER, reason)
}

/// Checks a ServerHello's or a HelloRetryRequest's body. What belongs to the session to be resumed is checked
/// elsewhere.
pub(super) fn check(body: &[u8], asked: &Asked<'_>) -> Result<Answered, Fatal> {
    let (hello, block) = parse(body, asked)?;
    if hello.is_retry {
        check_fixed(&hello, asked)?;
        check_suite(&hello, asked, TLS13)?;
        let extensions = collect(block, Place::HELLO_RETRY_REQUEST, Some(asked.hello))?;
        check_retry(&extensions, asked)?;
        return Ok(Answered::Retry(hello.suite));
    }
    let places = Place::TLS12_SERVER_HELLO.or(Place::TLS13_SERVER_HELLO);
    let extensions = collect(block, places, Some(asked.hello))?;
    let version = version(&hello, &extensions, asked)?;
    let place = match version {
        TLS13 => Place::TLS13_SERVER_HELLO,
        _ => Place::TLS12_SERVER_HELLO,
    };
    if version == TLS13 {
        check_fixed(&hello, asked)?;
    }
    if extensions.iter().any(|(kind, _)| !place.has(*kind)) {
        return Err(illegal(Reason::BAD_EXTENSION));
    }
    if version == TLS13 {
        of(&extensions, kind::PRE_SHARED_KEY, |content| {
            match Reader(content).whole_number(2).ok_or(length())? {
                0 => Ok(()),
                _ => Err(illegal(Reason::BAD_PSK_IDENTITY)),
            }
        })?;
    }
    check_suite(&hello, asked, version)?;
    if hello.compression != 0 {
        return Err(illegal(Reason::COMPRESSION_DISABLED));
    }
    match version {
        TLS13 => check_tls13(&extensions, asked)?,
        _ => check_tls12(&extensions)?,
    }
    Ok(Answered::Hello)
}

/// The fields and the block of extensions.
fn parse<'a>(body: &'a [u8], asked: &Asked<'_>) -> Result<(Fields<'a>, &'a [u8]), Fatal> {
    let mut body = Reader(body);
    let version = ProtocolVersion(body.number(2).ok_or(length())? as u16);
    let random = body.take(32).ok_or(length())?;
    let may_retry = asked.parameters.profile.tls13 && version == TLS12;
    let is_retry = may_retry && random == HELLO_RETRY_REQUEST;
    if is_retry && asked.retry_suite.is_some() {
        let reason = Reason::UNEXPECTED_MESSAGE;
        return Err(Fatal::new(alert::UNEXPECTED_MESSAGE, reason));
    }
    let session_id = body.vector(1).ok_or(length())?;
    if session_id.len() > 32 {
        return Err(illegal(Reason::SSL3_SESSION_ID_TOO_LONG));
    }
    let hello = Fields {
        version,
        random,
        session_id,
        suite: CipherSuite(body.number(2).ok_or(length())? as u16),
        compression: body.number(1).ok_or(length())? as u8,
        is_retry,
    };
    if body.0.is_empty() && !is_retry {
        return Ok((hello, &[]));
    }
    let bad_length = Fatal::new(alert::DECODE_ERROR, Reason::BAD_LENGTH);
    let block = body.whole_vector(2).ok_or(bad_length)?;
    Ok((hello, block))
}

/// What TLS 1.3 has left of fields with a meaning in TLS 1.2.
fn check_fixed(hello: &Fields<'_>, asked: &Asked<'_>) -> Checked {
    if hello.compression != 0 {
        return Err(illegal(Reason::INVALID_COMPRESSION_ALGORITHM));
    }
    if hello.session_id != asked.hello.session_id() {
        return Err(illegal(Reason::INVALID_SESSION_ID));
    }
    Ok(())
}

/// The version, which is one that was offered.
fn version(
    hello: &Fields<'_>,
    extensions: &[(ExtensionType, &[u8])],
    asked: &Asked<'_>,
) -> Result<ProtocolVersion, Fatal> {
    let profile = &asked.parameters.profile;
    let mut version = hello.version;
    of(extensions, kind::SUPPORTED_VERSIONS, |content| {
        version_extension(content)?;
        version = TLS13;
        Ok(())
    })?;
    if asked.retry_suite.is_some() && version != TLS13 {
        let reason = Reason::WRONG_SSL_VERSION;
        return Err(Fatal::new(alert::PROTOCOL_VERSION, reason));
    }
    let offered = version == TLS12 && profile.tls12 || version == TLS13 && profile.tls13;
    if !offered {
        let reason = Reason::UNSUPPORTED_PROTOCOL;
        return Err(Fatal::new(alert::PROTOCOL_VERSION, reason));
    }
    let signal = hello.random.last_chunk();
    let lower = signal == Some(DOWNGRADE_TO_TLS11) || signal == Some(DOWNGRADE_TO_TLS12);
    if version == TLS12 && profile.tls13 && lower {
        return Err(illegal(Reason::INAPPROPRIATE_FALLBACK));
    }
    Ok(version)
}

fn version_extension(content: &[u8]) -> Checked {
    match ProtocolVersion(Reader(content).whole_number(2).ok_or(length())? as u16) {
        TLS13 => Ok(()),
        _ => Err(illegal(Reason::BAD_PROTOCOL_VERSION_NUMBER)),
    }
}

/// The suite is one of those that were offered for this version.
fn check_suite(hello: &Fields<'_>, asked: &Asked<'_>, version: ProtocolVersion) -> Checked {
    let profile = &asked.parameters.profile;
    let suite = hello.suite;
    if Cipher::find(suite).is_none() || provider::is_signal(suite) {
        return Err(illegal(Reason::UNKNOWN_CIPHER_RETURNED));
    }
    let offered = match version {
        TLS13 => &profile.tls13_suites,
        _ => &profile.tls12_suites,
    };
    let changed = asked.retry_suite.is_some_and(|asked| suite != asked);
    match offered.contains(&suite) && !changed {
        true => Ok(()),
        false => Err(illegal(Reason::WRONG_CIPHER_RETURNED)),
    }
}

fn check_retry(extensions: &[(ExtensionType, &[u8])], asked: &Asked<'_>) -> Checked {
    of(extensions, kind::SUPPORTED_VERSIONS, version_extension)?;
    let mut changes = false;
    of(extensions, kind::KEY_SHARE, |content| {
        let group = NamedGroup(Reader(content).whole_number(2).ok_or(length())? as u16);
        let known = asked.hello.key_share_groups().contains(&group);
        if known || !asked.parameters.profile.groups.contains(&group) {
            return Err(illegal(Reason::BAD_KEY_SHARE));
        }
        changes = true;
        Ok(())
    })?;
    of(extensions, kind::COOKIE, |content| {
        let cookie = Reader(content).whole_vector(2).ok_or(length())?;
        changes |= !cookie.is_empty();
        Ok(())
    })?;
    match changes {
        true => Ok(()),
        false => Err(illegal(Reason::NO_CHANGE_FOLLOWING_HRR)),
    }
}

fn check_tls13(extensions: &[(ExtensionType, &[u8])], asked: &Asked<'_>) -> Checked {
    let mut shared = false;
    of(extensions, kind::KEY_SHARE, |content| {
        shared = true;
        let mut share = Reader(content);
        let group = NamedGroup(share.number(2).ok_or(length())? as u16);
        if !asked.hello.key_share_groups().contains(&group) {
            return Err(illegal(Reason::BAD_KEY_SHARE));
        }
        match share.whole_vector(2) {
            Some([]) | None => Err(length()),
            Some(_) => Ok(()),
        }
    })?;
    match shared {
        true => Ok(()),
        false => Err(Fatal::new(
            alert::MISSING_EXTENSION,
            Reason::NO_SUITABLE_KEY_SHARE,
        )),
    }
}

fn check_tls12(extensions: &[(ExtensionType, &[u8])]) -> Checked {
    of(extensions, kind::RENEGOTIATION_INFO, |content| {
        let encoding = Fatal::new(alert::DECODE_ERROR, Reason::RENEGOTIATION_ENCODING_ERR);
        match Reader(content).whole_vector(1).ok_or(encoding)? {
            [] => Ok(()),
            _ => Err(illegal(Reason::RENEGOTIATION_MISMATCH)),
        }
    })?;
    of(extensions, kind::SERVER_NAME, empty)?;
    of(
        extensions,
        kind::EC_POINT_FORMATS,
        |content| match Reader(content).whole_vector(1).ok_or(malformed())? {
            [] => Err(Fatal::new(alert::DECODE_ERROR, Reason::BAD_LENGTH)),
            _ => Ok(()),
        },
    )?;
    of(extensions, kind::SESSION_TICKET, empty)?;
    of(extensions, kind::STATUS_REQUEST, empty)?;
    of(extensions, kind::ALPN, protocol)?;
    of(extensions, kind::SIGNED_CERTIFICATE_TIMESTAMP, |_| {
        let reason = Reason::BAD_EXTENSION;
        Err(Fatal::new(alert::UNSUPPORTED_EXTENSION, reason))
    })
}

/// EncryptedExtensions, the whole body.
pub(super) fn check_encrypted_extensions(body: &[u8], asked: &ClientHello) -> Checked {
    let block = Reader(body).whole_vector(2).ok_or(length())?;
    let extensions = collect(block, Place::ENCRYPTED_EXTENSIONS, Some(asked))?;
    of(&extensions, kind::SERVER_NAME, empty)?;
    of(&extensions, kind::ALPN, protocol)
}

/// A list with one protocol, which is compared elsewhere.
fn protocol(content: &[u8]) -> Checked {
    let list = Reader(content).whole_vector(2);
    let name = list.and_then(|list| Reader(list).whole_vector(1));
    name.map(drop).ok_or(malformed())
}

fn empty(content: &[u8]) -> Checked {
    content.is_empty().then_some(()).ok_or(malformed())
}

/// Checks an extension if it is there.
fn of(
    extensions: &[(ExtensionType, &[u8])],
    kind: ExtensionType,
    check: impl FnMut(&[u8]) -> Checked,
) -> Checked {
    let found = extensions.iter().find(|(found, _)| *found == kind);
    found.map(|(_, content)| *content).map_or(Ok(()), check)
}
