//! What is wrong with the messages behind the hellos: OpenSSL's checks, with its alerts and reasons. What
//! they mean is the engine's business.

use super::extensions::{self as kind, collect, Place};
use super::messages::Reader;
use super::{ClientHello, TLS13};
use crate::constants::TLSEXT_STATUSTYPE_ocsp;
use crate::error::reason::Reason;
use crate::error::Fatal;
use crate::record::alert;
use crate::sys::x509_name::Name;
use tls::registry::group::NamedGroup;
use tls::registry::version::ProtocolVersion;

type Checked = Result<(), Fatal>;

fn length() -> Fatal {
    Fatal::new(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)
}

fn malformed() -> Fatal {
    Fatal::new(alert::DECODE_ERROR, Reason::BAD_EXTENSION)
}

/// A server's Certificate. `asked` is the hello that it answers.
pub(super) fn check_server_certificate(
    body: &[u8],
    version: ProtocolVersion,
    asked: &ClientHello,
) -> Checked {
    let mut body = Reader(body);
    if version == TLS13 && body.number(1) != Some(0) {
        return Err(length());
    }
    match body.whole_vector(3) {
        None | Some([]) => Err(length()),
        Some(list) => certificates(list, version, Some(asked)),
    }
}

/// A client's Certificate, which may be empty.
pub(super) fn check_client_certificate(body: &[u8], version: ProtocolVersion) -> Checked {
    let mut body = Reader(body);
    if version == TLS13 && body.vector(1) != Some(&[]) {
        let reason = Reason::INVALID_CONTEXT;
        return Err(Fatal::new(alert::DECODE_ERROR, reason));
    }
    certificates(body.whole_vector(3).ok_or(length())?, version, None)
}

/// Certificates, in TLS 1.3 with their extensions; a server's with those that were asked for.
fn certificates(list: &[u8], version: ProtocolVersion, asked: Option<&ClientHello>) -> Checked {
    let mismatch = Fatal::new(alert::DECODE_ERROR, Reason::CERT_LENGTH_MISMATCH);
    let bad_length = Fatal::new(alert::DECODE_ERROR, Reason::BAD_LENGTH);
    let mut list = Reader(list);
    while !list.0.is_empty() {
        list.vector(3).ok_or(mismatch)?;
        if version != TLS13 {
            continue;
        }
        let block = list.vector(2).ok_or(bad_length)?;
        let extensions = collect(block, Place::CERTIFICATE, asked)?;
        for (kind, content) in extensions {
            match kind {
                kind::STATUS_REQUEST if asked.is_some() => check_status(content)?,
                kind::SIGNED_CERTIFICATE_TIMESTAMP if asked.is_some() => {
                    let reason = Reason::BAD_EXTENSION;
                    return Err(Fatal::new(alert::UNSUPPORTED_EXTENSION, reason));
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// The status of a certificate: an OCSP response.
pub(super) fn check_status(content: &[u8]) -> Checked {
    const OCSP: usize = TLSEXT_STATUSTYPE_ocsp as usize;
    let mut status = Reader(content);
    if status.number(1) != Some(OCSP) {
        let reason = Reason::UNSUPPORTED_STATUS_TYPE;
        return Err(Fatal::new(alert::DECODE_ERROR, reason));
    }
    status.whole_vector(3).map(drop).ok_or(length())
}

/// A TLS 1.2 ServerKeyExchange up to its signature. `groups` are those that were offered.
pub(super) fn check_server_key_exchange(body: &[u8], groups: &[NamedGroup]) -> Checked {
    const NAMED_CURVE: usize = 3;
    let mut body = Reader(body);
    let (Some(curve_type), Some(group)) = (body.number(1), body.number(2)) else {
        let reason = Reason::LENGTH_TOO_SHORT;
        return Err(Fatal::new(alert::DECODE_ERROR, reason));
    };
    if curve_type != NAMED_CURVE || !groups.contains(&NamedGroup(group as u16)) {
        return Err(Fatal::new(alert::ILLEGAL_PARAMETER, Reason::WRONG_CURVE));
    }
    match body.vector(1).ok_or(length())? {
        [] => Err(Fatal::new(alert::ILLEGAL_PARAMETER, Reason::BAD_ECPOINT)),
        _ => Ok(()),
    }
}

/// A TLS 1.2 ClientKeyExchange.
pub(super) fn check_client_key_exchange(body: &[u8]) -> Checked {
    if body.is_empty() {
        let reason = Reason::MISSING_TMP_ECDH_KEY;
        return Err(Fatal::new(alert::HANDSHAKE_FAILURE, reason));
    }
    match Reader(body).whole_vector(1).ok_or(length())? {
        [] => Err(Fatal::new(alert::ILLEGAL_PARAMETER, Reason::BAD_KEY_SHARE)),
        _ => Ok(()),
    }
}

/// A CertificateRequest.
pub(super) fn check_certificate_request(body: &[u8], version: ProtocolVersion) -> Checked {
    let mut body = Reader(body);
    if version != TLS13 {
        body.vector(1).ok_or(length())?;
        let schemes = body.vector(2).ok_or(length())?;
        if schemes.is_empty() || schemes.len() % 2 != 0 {
            let reason = Reason::SIGNATURE_ALGORITHMS_ERROR;
            return Err(Fatal::new(alert::INTERNAL_ERROR, reason));
        }
        return check_names(body).and_then(|rest| rest.is_empty().then_some(()).ok_or(length()));
    }
    body.vector(1).ok_or(length())?;
    let bad_length = Fatal::new(alert::DECODE_ERROR, Reason::BAD_LENGTH);
    let block = body.vector(2).ok_or(bad_length)?;
    let mut extensions = collect(block, Place::CERTIFICATE_REQUEST, None)?;
    // OpenSSL reads them in this order, the names last.
    extensions.sort_by_key(|(kind, _)| *kind == kind::CERTIFICATE_AUTHORITIES);
    let mut has_schemes = false;
    for (kind, content) in extensions {
        match kind {
            kind::SIGNATURE_ALGORITHMS | kind::SIGNATURE_ALGORITHMS_CERT => {
                has_schemes |= kind == kind::SIGNATURE_ALGORITHMS;
                let list = Reader(content).whole_vector(2).ok_or(malformed())?;
                if list.is_empty() || list.len() % 2 != 0 {
                    return Err(malformed());
                }
            }
            kind::CERTIFICATE_AUTHORITIES => {
                let rest = check_names(Reader(content))?;
                rest.is_empty().then_some(()).ok_or(malformed())?;
            }
            _ => {}
        }
    }
    if !has_schemes {
        let reason = Reason::MISSING_SIGALGS_EXTENSION;
        return Err(Fatal::new(alert::MISSING_EXTENSION, reason));
    }
    body.0.is_empty().then_some(()).ok_or(length())
}

/// A list of distinguished names; gives what stands behind it.
fn check_names(mut body: Reader<'_>) -> Result<&[u8], Fatal> {
    let mut names = Reader(body.vector(2).ok_or(length())?);
    while !names.0.is_empty() {
        let name = names.vector(2).ok_or(length())?;
        let no_name = Fatal::new(alert::DECODE_ERROR, Reason::ERR_R_ASN1_LIB);
        Name::from_der(name).ok_or(no_name)?;
    }
    Ok(body.0)
}

/// A CertificateVerify has room for a scheme.
pub(super) fn check_certificate_verify(body: &[u8]) -> Checked {
    let packet = Fatal::new(alert::DECODE_ERROR, Reason::BAD_PACKET);
    Reader(body).number(2).map(drop).ok_or(packet)
}

/// A Finished is as long as it has to be.
pub(super) fn check_finished(body: &[u8], verify_data: usize) -> Checked {
    let reason = Reason::BAD_DIGEST_LENGTH;
    let refused = Fatal::new(alert::DECODE_ERROR, reason);
    (body.len() == verify_data).then_some(()).ok_or(refused)
}
