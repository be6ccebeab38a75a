//! The extensions in a message, as the application's debug callback is shown them.

use super::messages::Reader;
use super::{ClientHello, TLS13};
use crate::constants::*;
use crate::error::reason::Reason;
use crate::error::Fatal;
use crate::record::alert;
use crate::record::message::*;
use std::ffi::c_int;
use tls::registry::extension::ExtensionType;
use tls::registry::version::ProtocolVersion;

pub use tls::registry::extension::{
    APPLICATION_LAYER_PROTOCOL_NEGOTIATION as ALPN, CERTIFICATE_AUTHORITIES, COOKIE, CRYPTOPRO,
    EARLY_DATA, EC_POINT_FORMATS, ENCRYPT_THEN_MAC, EXTENDED_MASTER_SECRET, KEY_SHARE,
    MAX_FRAGMENT_LENGTH, NEXT_PROTOCOL_NEGOTIATION as NEXT_PROTOCOL, POST_HANDSHAKE_AUTH,
    PRE_SHARED_KEY, PSK_KEY_EXCHANGE_MODES, RENEGOTIATION_INFO, SERVER_NAME, SESSION_TICKET,
    SIGNATURE_ALGORITHMS, SIGNATURE_ALGORITHMS_CERT, SIGNED_CERTIFICATE_TIMESTAMP, STATUS_REQUEST,
    SUPPORTED_GROUPS, SUPPORTED_VERSIONS, USE_SRTP,
};

/// The extensions that OpenSSL keeps for itself, although some of them are not spoken here.
const BUILT_IN: [c_int; 24] = [
    TLSEXT_TYPE_application_layer_protocol_negotiation,
    TLSEXT_TYPE_certificate_authorities,
    TLSEXT_TYPE_cookie,
    TLSEXT_TYPE_early_data,
    TLSEXT_TYPE_ec_point_formats,
    TLSEXT_TYPE_encrypt_then_mac,
    TLSEXT_TYPE_extended_master_secret,
    TLSEXT_TYPE_key_share,
    TLSEXT_TYPE_max_fragment_length,
    TLSEXT_TYPE_next_proto_neg,
    TLSEXT_TYPE_padding,
    TLSEXT_TYPE_post_handshake_auth,
    TLSEXT_TYPE_psk,
    TLSEXT_TYPE_psk_kex_modes,
    TLSEXT_TYPE_renegotiate,
    TLSEXT_TYPE_server_name,
    TLSEXT_TYPE_session_ticket,
    TLSEXT_TYPE_signature_algorithms,
    TLSEXT_TYPE_signed_certificate_timestamp,
    TLSEXT_TYPE_srp,
    TLSEXT_TYPE_status_request,
    TLSEXT_TYPE_supported_groups,
    TLSEXT_TYPE_supported_versions,
    TLSEXT_TYPE_use_srtp,
];

/// Those that it knows besides: the other is one of a library called CryptoPro.
const KNOWN_BESIDES: [ExtensionType; 2] = [SIGNATURE_ALGORITHMS_CERT, CRYPTOPRO];

/// Messages in which an extension may stand, besides the ClientHello.
#[derive(Clone, Copy)]
pub(super) struct Place(u8);

impl Place {
    pub const TLS12_SERVER_HELLO: Place = Place(1);
    pub const TLS13_SERVER_HELLO: Place = Place(2);
    pub const HELLO_RETRY_REQUEST: Place = Place(4);
    pub const ENCRYPTED_EXTENSIONS: Place = Place(8);
    pub const CERTIFICATE: Place = Place(16);
    pub const CERTIFICATE_REQUEST: Place = Place(32);
    pub const NEW_SESSION_TICKET: Place = Place(64);

    pub const fn or(self, other: Place) -> Place {
        Place(self.0 | other.0)
    }

    const fn overlaps(self, other: Place) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether OpenSSL takes the extension there.
    pub fn has(self, kind: ExtensionType) -> bool {
        let known = PLACES.iter().find(|(known, _)| *known == kind);
        known.is_some_and(|(_, places)| places.overlaps(self))
    }
}

const PLACES: [(ExtensionType, Place); 21] = {
    use Place as P;
    let hello12 = P::TLS12_SERVER_HELLO;
    let hello13 = P::TLS13_SERVER_HELLO;
    let encrypted = P::ENCRYPTED_EXTENSIONS;
    let request = P::CERTIFICATE_REQUEST;
    let certificate = hello12.or(P::CERTIFICATE).or(request);
    [
        (SERVER_NAME, hello12.or(encrypted)),
        (MAX_FRAGMENT_LENGTH, hello12.or(encrypted)),
        (STATUS_REQUEST, certificate),
        (SUPPORTED_GROUPS, hello12.or(encrypted)),
        (EC_POINT_FORMATS, hello12),
        (SIGNATURE_ALGORITHMS, request),
        (ALPN, hello12.or(encrypted)),
        (SIGNED_CERTIFICATE_TIMESTAMP, certificate),
        (ENCRYPT_THEN_MAC, hello12),
        (EXTENDED_MASTER_SECRET, hello12),
        (SESSION_TICKET, hello12),
        (PRE_SHARED_KEY, hello13),
        (EARLY_DATA, encrypted.or(P::NEW_SESSION_TICKET)),
        (SUPPORTED_VERSIONS, hello13.or(P::HELLO_RETRY_REQUEST)),
        (COOKIE, P::HELLO_RETRY_REQUEST),
        (CERTIFICATE_AUTHORITIES, request),
        (SIGNATURE_ALGORITHMS_CERT, request),
        (KEY_SHARE, hello13.or(P::HELLO_RETRY_REQUEST)),
        (NEXT_PROTOCOL, hello12),
        (CRYPTOPRO, hello12),
        (RENEGOTIATION_INFO, hello12),
    ]
};

/// Splits the block of extensions of a message that is no ClientHello: those that OpenSSL knows. With `asked`, only
/// those may be there that this hello has asked for.
pub(super) fn collect<'a>(
    block: &'a [u8],
    place: Place,
    asked: Option<&ClientHello>,
) -> Result<Vec<(ExtensionType, &'a [u8])>, Fatal> {
    /// Nobody asks for them, or they are judged by their content.
    const UNASKED: [ExtensionType; 4] = [
        COOKIE,
        RENEGOTIATION_INFO,
        SIGNED_CERTIFICATE_TIMESTAMP,
        CRYPTOPRO,
    ];
    let malformed = Fatal::new(alert::DECODE_ERROR, Reason::BAD_EXTENSION);
    let mut found: Vec<(ExtensionType, &[u8])> = Vec::new();
    let mut rest = Reader(block);
    while !rest.0.is_empty() {
        let kind = ExtensionType(rest.number(2).ok_or(malformed)? as u16);
        let content = rest.vector(2).ok_or(malformed)?;
        if !is_known(kind) {
            continue;
        }
        let again = found.iter().any(|(found, _)| *found == kind);
        if again || !place.has(kind) {
            let reason = Reason::BAD_EXTENSION;
            return Err(Fatal::new(alert::ILLEGAL_PARAMETER, reason));
        }
        let unasked = asked.is_some_and(|hello| hello.extension(kind).is_none());
        if unasked && !UNASKED.contains(&kind) {
            let reason = Reason::UNSOLICITED_EXTENSION;
            return Err(Fatal::new(alert::UNSUPPORTED_EXTENSION, reason));
        }
        found.push((kind, content));
    }
    Ok(found)
}

/// Whether OpenSSL keeps this extension for itself (`SSL_extension_supported`).
pub fn is_built_in(kind: u32) -> bool {
    BUILT_IN.iter().any(|&known| known as u32 == kind)
}

/// Whether OpenSSL knows this extension in some message.
pub(super) fn is_known(kind: ExtensionType) -> bool {
    is_built_in(kind.0.into()) || KNOWN_BESIDES.contains(&kind)
}

/// Numbers and contents of the extensions of a whole message, in order. What is malformed ends the
/// list; the handshake itself refuses it.
pub fn extensions(version: ProtocolVersion, message: &[u8]) -> Vec<(ExtensionType, &[u8])> {
    let mut found = Vec::new();
    // Nothing depends on where a malformed message stops to make sense.
    let _ = walk(version, message, &mut found);
    found
}

fn walk<'a>(
    version: ProtocolVersion,
    message: &'a [u8],
    found: &mut Vec<(ExtensionType, &'a [u8])>,
) -> Option<()> {
    let mut message = Reader(message);
    let kind = message.number(1)?;
    let mut body = Reader(message.vector(3)?);
    let tls13 = version == TLS13;
    match HandshakeType(kind as u8) {
        CLIENT_HELLO => {
            body.take(2 + 32)?;
            body.vector(1)?;
            body.vector(2)?;
            body.vector(1)?;
            block(&mut body, found)
        }
        SERVER_HELLO => {
            body.take(2 + 32)?;
            body.vector(1)?;
            body.take(2 + 1)?;
            block(&mut body, found)
        }
        ENCRYPTED_EXTENSIONS => block(&mut body, found),
        CERTIFICATE if tls13 => {
            body.vector(1)?;
            let mut list = Reader(body.vector(3)?);
            while !list.0.is_empty() {
                list.vector(3)?;
                block(&mut list, found)?;
            }
            Some(())
        }
        CERTIFICATE_REQUEST if tls13 => {
            body.vector(1)?;
            block(&mut body, found)
        }
        NEW_SESSION_TICKET if tls13 => {
            body.take(4 + 4)?;
            body.vector(1)?;
            body.vector(2)?;
            block(&mut body, found)
        }
        _ => Some(()),
    }
}

/// One block of extensions.
fn block<'a>(body: &mut Reader<'a>, found: &mut Vec<(ExtensionType, &'a [u8])>) -> Option<()> {
    let mut block = Reader(body.vector(2)?);
    while !block.0.is_empty() {
        let kind = ExtensionType(block.number(2)? as u16);
        let content = block.vector(2)?;
        if is_known(kind) {
            found.push((kind, content));
        }
    }
    Some(())
}
