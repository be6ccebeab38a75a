//! What is wrong with a ClientHello: OpenSSL's checks, in its order and with its alerts and reasons.

use super::messages::Reader;
use super::{extensions as kind, ClientHello, TLS13};
use crate::constants::{TLSEXT_NAMETYPE_host_name, TLSEXT_STATUSTYPE_ocsp};
use crate::error::reason::Reason;
use crate::error::Fatal;
use crate::record::alert;
use tls::registry::extension::ExtensionType;
use tls::registry::group::NamedGroup;
use tls::registry::version::ProtocolVersion;

type Checked = Result<(), Fatal>;

/// An extension's content makes no sense.
fn malformed() -> Fatal {
    Fatal::new(alert::DECODE_ERROR, Reason::BAD_EXTENSION)
}

/// The cipher suites are a list.
pub(super) fn check_suites(hello: &ClientHello) -> Checked {
    let suites = hello.ciphers().len();
    if suites == 0 {
        let reason = Reason::NO_CIPHERS_SPECIFIED;
        return Err(Fatal::new(alert::ILLEGAL_PARAMETER, reason));
    }
    if suites % 2 != 0 {
        let reason = Reason::ERROR_IN_RECEIVED_CIPHER_LIST;
        return Err(Fatal::new(alert::DECODE_ERROR, reason));
    }
    Ok(())
}

/// What is read before a session is looked for.
pub(super) fn check_before_session(hello: &ClientHello, version: ProtocolVersion) -> Checked {
    if version < TLS13 {
        let empty = |content: &[u8]| content.is_empty().then_some(()).ok_or(malformed());
        return of(hello, kind::EXTENDED_MASTER_SECRET, empty);
    }
    of(hello, kind::PSK_KEY_EXCHANGE_MODES, |content| {
        let modes = Reader(content).whole_vector(1);
        filled(modes).map(drop)
    })?;
    match hello.offers_psk_with_dhe() {
        true => of(hello, kind::PRE_SHARED_KEY, identities),
        false => Ok(()),
    }
}

/// What is read before the application's callbacks: the rest of the extensions' contents. `usable` are the
/// groups of which a key share would be used.
pub(super) fn check_before_callbacks(
    hello: &ClientHello,
    version: ProtocolVersion,
    resumes: bool,
    usable: &[NamedGroup],
) -> Checked {
    let tls13 = version == TLS13;
    if !hello.compressions().contains(&0) {
        let reason = Reason::NO_COMPRESSION_SPECIFIED;
        return Err(Fatal::new(alert::DECODE_ERROR, reason));
    }
    if !tls13 {
        of(hello, kind::RENEGOTIATION_INFO, renegotiation_info)?;
    }
    of(hello, kind::SERVER_NAME, |content| {
        server_name(content, resumes && !tls13)
    })?;
    of(hello, kind::MAX_FRAGMENT_LENGTH, max_fragment_length)?;
    if !tls13 {
        of(hello, kind::EC_POINT_FORMATS, |content| {
            filled(Reader(content).whole_vector(1)).map(drop)
        })?;
    }
    of(hello, kind::SUPPORTED_GROUPS, numbers)?;
    if !resumes {
        of(hello, kind::STATUS_REQUEST, status_request)?;
    }
    of(hello, kind::ALPN, protocols)?;
    // Of those that are not used, an odd length does not matter.
    let schemes = |content: &[u8]| match resumes {
        true => filled(Reader(content).whole_vector(2)).map(drop),
        false => numbers(content),
    };
    of(hello, kind::SIGNATURE_ALGORITHMS_CERT, schemes)?;
    if tls13 {
        of(hello, kind::POST_HANDSHAKE_AUTH, |content| {
            let reason = Reason::POST_HANDSHAKE_AUTH_ENCODING_ERR;
            let refused = Fatal::new(alert::DECODE_ERROR, reason);
            content.is_empty().then_some(()).ok_or(refused)
        })?;
    }
    of(hello, kind::SIGNATURE_ALGORITHMS, schemes)?;
    if tls13 {
        let groups = hello.groups();
        of(hello, kind::KEY_SHARE, |content| {
            key_shares(content, &groups, usable)
        })?;
        of(hello, kind::EARLY_DATA, |content| {
            content.is_empty().then_some(()).ok_or(malformed())
        })?;
        of(hello, kind::CERTIFICATE_AUTHORITIES, authorities)?;
    }
    Ok(())
}

/// What is missing, once the application has chosen name and protocol; `group` is the outcome of the choice
/// of a group in TLS 1.3.
pub(super) fn check_presence(
    hello: &ClientHello,
    version: ProtocolVersion,
    resumes: bool,
    group: Result<NamedGroup, Fatal>,
) -> Checked {
    let missing = |reason| Err(Fatal::new(alert::MISSING_EXTENSION, reason));
    let tls13 = version == TLS13;
    if tls13 && !resumes && hello.extension(kind::SIGNATURE_ALGORITHMS).is_none() {
        return missing(Reason::MISSING_SIGALGS_EXTENSION);
    }
    if tls13 {
        group?;
    }
    let has_modes = hello.extension(kind::PSK_KEY_EXCHANGE_MODES).is_some();
    if hello.extension(kind::PRE_SHARED_KEY).is_some() && !has_modes {
        return missing(Reason::MISSING_PSK_KEX_MODES_EXTENSION);
    }
    if tls13 && hello.compressions().len() != 1 {
        let reason = Reason::INVALID_COMPRESSION_ALGORITHM;
        return Err(Fatal::new(alert::ILLEGAL_PARAMETER, reason));
    }
    Ok(())
}

/// Whether the client says which signature algorithms it takes.
pub(super) fn names_signature_algorithms(hello: &ClientHello) -> bool {
    let kinds = [kind::SIGNATURE_ALGORITHMS, kind::SIGNATURE_ALGORITHMS_CERT];
    kinds.iter().any(|kind| hello.extension(*kind).is_some())
}

/// Checks an extension if it is there.
fn of(hello: &ClientHello, kind: ExtensionType, check: impl Fn(&[u8]) -> Checked) -> Checked {
    hello.extension(kind).map_or(Ok(()), check)
}

/// A list that must be there and hold something.
fn filled(list: Option<&[u8]>) -> Result<&[u8], Fatal> {
    list.filter(|list| !list.is_empty()).ok_or(malformed())
}

fn numbers(content: &[u8]) -> Checked {
    let list = filled(Reader(content).whole_vector(2))?;
    (list.len() % 2 == 0).then_some(()).ok_or(malformed())
}

/// There was no handshake before, so there is nothing to quote from it.
fn renegotiation_info(content: &[u8]) -> Checked {
    let encoding = Fatal::new(alert::DECODE_ERROR, Reason::RENEGOTIATION_ENCODING_ERR);
    let quoted = Reader(content).vector(1).ok_or(encoding)?;
    let mismatch = Fatal::new(alert::HANDSHAKE_FAILURE, Reason::RENEGOTIATION_MISMATCH);
    quoted.is_empty().then_some(()).ok_or(mismatch)
}

/// One host name. In a TLS 1.2 session that is resumed, what it is does not matter.
fn server_name(content: &[u8], any: bool) -> Checked {
    const HOST_NAME: usize = TLSEXT_NAMETYPE_host_name as usize;
    const MAX_NAME: usize = 255;
    let mut list = Reader(filled(Reader(content).whole_vector(2))?);
    if list.number(1) != Some(HOST_NAME) {
        return Err(malformed());
    }
    let name = list.whole_vector(2).ok_or(malformed())?;
    if !any && (name.len() > MAX_NAME || name.contains(&0)) {
        let reason = Reason::BAD_EXTENSION;
        return Err(Fatal::new(alert::UNRECOGNIZED_NAME, reason));
    }
    Ok(())
}

fn max_fragment_length(content: &[u8]) -> Checked {
    match content {
        [1..=4] => Ok(()),
        [_] => Err(Fatal::new(
            alert::ILLEGAL_PARAMETER,
            Reason::SSL3_EXT_INVALID_MAX_FRAGMENT_LENGTH,
        )),
        _ => Err(malformed()),
    }
}

/// Responders and extensions are lists; other types than OCSP are passed over.
fn status_request(content: &[u8]) -> Checked {
    const OCSP: usize = TLSEXT_STATUSTYPE_ocsp as usize;
    let mut request = Reader(content);
    if request.number(1).ok_or(malformed())? != OCSP {
        return Ok(());
    }
    let mut responders = Reader(request.vector(2).ok_or(malformed())?);
    while !responders.0.is_empty() {
        filled(responders.vector(2))?;
    }
    request.whole_vector(2).ok_or(malformed()).map(drop)
}

fn protocols(content: &[u8]) -> Checked {
    let mut list = Reader(filled(Reader(content).whole_vector(2))?);
    while !list.0.is_empty() {
        filled(list.vector(1))?;
    }
    Ok(())
}

/// Key shares up to the one that is used are of groups that the client says it supports.
fn key_shares(content: &[u8], groups: &[NamedGroup], usable: &[NamedGroup]) -> Checked {
    let length = Fatal::new(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH);
    let mut list = Reader(Reader(content).whole_vector(2).ok_or(length)?);
    if groups.is_empty() {
        return Err(Fatal::new(
            alert::MISSING_EXTENSION,
            Reason::MISSING_SUPPORTED_GROUPS_EXTENSION,
        ));
    }
    let mut found = false;
    while !list.0.is_empty() {
        let group = NamedGroup(list.number(2).ok_or(length)? as u16);
        let key = list.vector(2).ok_or(length)?;
        if key.is_empty() {
            return Err(length);
        }
        if !found && !groups.contains(&group) {
            let reason = Reason::BAD_KEY_SHARE;
            return Err(Fatal::new(alert::ILLEGAL_PARAMETER, reason));
        }
        found |= usable.contains(&group);
    }
    Ok(())
}

/// Distinguished names, each with its length.
fn authorities(content: &[u8]) -> Checked {
    let length = Fatal::new(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH);
    let mut rest = Reader(content);
    let mut names = Reader(rest.vector(2).ok_or(length)?);
    while !names.0.is_empty() {
        names.vector(2).ok_or(length)?;
    }
    rest.0.is_empty().then_some(()).ok_or(malformed())
}

/// Tickets, none of which is empty, each with its age.
fn identities(content: &[u8]) -> Checked {
    let mut list = Reader(Reader(content).vector(2).ok_or(malformed())?);
    while !list.0.is_empty() {
        filled(list.vector(2))?;
        list.take(4).ok_or(malformed())?;
    }
    Ok(())
}
