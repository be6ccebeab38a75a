//! The ClientHello, parsed for the callbacks that see it before the handshake does.

use std::collections::HashSet;
use std::ops::Range;

use super::extensions::{
    is_known, ALPN, CERTIFICATE_AUTHORITIES, EC_POINT_FORMATS, KEY_SHARE, PRE_SHARED_KEY,
    PSK_KEY_EXCHANGE_MODES, SERVER_NAME, SIGNATURE_ALGORITHMS, SIGNATURE_ALGORITHMS_CERT,
    SUPPORTED_GROUPS, SUPPORTED_VERSIONS, USE_SRTP,
};
use super::KeyShare;
use crate::error::reason::Reason;
use crate::error::Fatal;
use crate::record::alert;
use tls::registry::extension::ExtensionType;
use tls::registry::group::NamedGroup;
use tls::registry::scheme::SignatureScheme;
use tls::registry::suite::CipherSuite;
use tls::registry::version::ProtocolVersion;

/// A ClientHello message (RFC 8446, section 4.1.2). It owns the bytes; accessors borrow from it.
#[derive(Debug, Clone)]
pub struct ClientHello {
    bytes: Vec<u8>,
    random: Range<usize>,
    session_id: Range<usize>,
    ciphers: Range<usize>,
    compressions: Range<usize>,
    extensions: Vec<(ExtensionType, Range<usize>)>,
}

/// There is not even a version.
const TOO_SHORT: Fatal = Fatal::new(alert::DECODE_ERROR, Reason::LENGTH_TOO_SHORT);
/// A length does not fit.
const LENGTH: Fatal = Fatal::new(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH);
/// An extension's length does not fit.
const EXTENSION_LENGTH: Fatal = Fatal::new(alert::DECODE_ERROR, Reason::BAD_EXTENSION);
/// An extension occurs twice or has no place here.
const EXTENSION: Fatal = Fatal::new(alert::ILLEGAL_PARAMETER, Reason::BAD_EXTENSION);

/// A position in a message; every read is checked.
struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
    end: usize,
}

impl Cursor<'_> {
    fn take(&mut self, len: usize) -> Result<Range<usize>, Fatal> {
        if self.end - self.at < len {
            return Err(LENGTH);
        }
        self.at += len;
        Ok(self.at - len..self.at)
    }

    fn number(&mut self, width: usize) -> Result<usize, Fatal> {
        let range = self.take(width)?;
        Ok(self.bytes[range]
            .iter()
            .fold(0, |n, b| n << 8 | usize::from(*b)))
    }

    /// A vector with a length of `width` bytes before it.
    fn vector(&mut self, width: usize) -> Result<Range<usize>, Fatal> {
        let len = self.number(width)?;
        self.take(len)
    }
}

impl ClientHello {
    /// Parses a whole handshake message: type, 24-bit length, body.
    pub fn parse(message: &[u8]) -> Result<Self, Fatal> {
        let bytes = message.to_vec();
        let mut c = Cursor {
            bytes: &bytes,
            at: 0,
            end: bytes.len(),
        };
        c.take(1)?;
        let body = c.vector(3)?;
        if body.end != bytes.len() {
            return Err(LENGTH);
        }
        c.at = body.start;
        c.take(2).map_err(|_| TOO_SHORT)?;
        let random = c.take(32)?;
        let session_id = c.vector(1)?;
        let ciphers = c.vector(2)?;
        let compressions = c.vector(1)?;
        if session_id.len() > 32 {
            return Err(LENGTH);
        }
        let mut extensions: Vec<(ExtensionType, Range<usize>)> = Vec::new();
        let mut kinds = HashSet::new();
        if c.at < c.end {
            let all = c.vector(2)?;
            if all.end != bytes.len() {
                return Err(LENGTH);
            }
            c.at = all.start;
            while c.at < c.end {
                let number = c.number(2).map_err(|_| EXTENSION_LENGTH)?;
                let body = c.vector(2).map_err(|_| EXTENSION_LENGTH)?;
                let kind = ExtensionType(number as u16);
                let again = !kinds.insert(kind) && is_known(kind);
                let early = kind == PRE_SHARED_KEY && c.at < c.end;
                // That one is DTLS's.
                if again || early || kind == USE_SRTP {
                    return Err(EXTENSION);
                }
                extensions.push((kind, body));
            }
        }
        Ok(Self {
            random,
            session_id,
            ciphers,
            compressions,
            extensions,
            bytes,
        })
    }

    /// The whole message.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// `legacy_version`.
    pub fn legacy_version(&self) -> ProtocolVersion {
        ProtocolVersion(u16::from_be_bytes([self.bytes[4], self.bytes[5]]))
    }

    /// `random`, 32 bytes.
    pub fn random(&self) -> &[u8] {
        &self.bytes[self.random.clone()]
    }

    /// `legacy_session_id`, up to 32 bytes.
    pub fn session_id(&self) -> &[u8] {
        &self.bytes[self.session_id.clone()]
    }

    /// `cipher_suites`, two bytes each.
    pub fn ciphers(&self) -> &[u8] {
        &self.bytes[self.ciphers.clone()]
    }

    /// The cipher suites as numbers.
    pub fn suites(&self) -> impl Iterator<Item = CipherSuite> + '_ {
        numbers(self.ciphers()).map(CipherSuite)
    }

    /// `legacy_compression_methods`.
    pub fn compressions(&self) -> &[u8] {
        &self.bytes[self.compressions.clone()]
    }

    /// The extensions' numbers in the order received.
    pub fn extensions_present(&self) -> impl Iterator<Item = ExtensionType> + '_ {
        self.extensions.iter().map(|(kind, _)| *kind)
    }

    /// Body of an extension.
    pub fn extension(&self, kind: ExtensionType) -> Option<&[u8]> {
        let (_, range) = self.extensions.iter().find(|(k, _)| *k == kind)?;
        Some(&self.bytes[range.clone()])
    }

    /// The first host name of the server name extension.
    pub fn server_name(&self) -> Option<&str> {
        let list = vector16(self.extension(SERVER_NAME)?)?;
        let name = match list {
            [0, rest @ ..] => vector16_prefix(rest)?,
            _ => return None,
        };
        std::str::from_utf8(name)
            .ok()
            .filter(|n| !n.is_empty() && !n.contains('\0'))
    }

    /// The protocols offered with ALPN, in wire form without the outer length.
    pub fn alpn(&self) -> Option<&[u8]> {
        vector16(self.extension(ALPN)?)
    }

    /// Versions of `supported_versions`, if the extension is there.
    pub fn supported_versions(&self) -> Option<Vec<ProtocolVersion>> {
        let body = self.extension(SUPPORTED_VERSIONS)?;
        let (len, list) = body.split_first()?;
        (list.len() == usize::from(*len)).then(|| numbers(list).map(ProtocolVersion).collect())
    }

    /// Groups the client supports, in order.
    pub fn groups(&self) -> Vec<NamedGroup> {
        self.list(SUPPORTED_GROUPS, NamedGroup)
    }

    /// Signature schemes the client accepts, in order.
    pub fn signature_schemes(&self) -> Vec<SignatureScheme> {
        self.list(SIGNATURE_ALGORITHMS, SignatureScheme)
    }

    /// Signature schemes the client accepts in certificates, if it says so.
    pub fn certificate_schemes(&self) -> Vec<SignatureScheme> {
        self.list(SIGNATURE_ALGORITHMS_CERT, SignatureScheme)
    }

    /// The groups for which the client sent a key share, in order.
    pub fn key_share_groups(&self) -> Vec<NamedGroup> {
        self.key_shares().map(|(group, _)| group).collect()
    }

    /// The first key share.
    pub fn first_key_share(&self) -> Option<KeyShare> {
        let (group, key) = self.key_shares().next()?;
        let key = key.into();
        Some(KeyShare { group, key })
    }

    /// The point formats that the client takes, as they stand on the wire.
    pub fn point_formats(&self) -> &[u8] {
        self.extension(EC_POINT_FORMATS)
            .and_then(|body| {
                let (length, formats) = body.split_first()?;
                formats.get(..usize::from(*length))
            })
            .unwrap_or_default()
    }

    /// The client's public key in a group.
    pub fn key_share(&self, group: NamedGroup) -> Option<&[u8]> {
        let mut shares = self.key_shares();
        shares.find_map(|(g, share)| (g == group).then_some(share))
    }

    fn key_shares(&self) -> impl Iterator<Item = (NamedGroup, &[u8])> {
        let mut rest = self
            .extension(KEY_SHARE)
            .and_then(vector16)
            .unwrap_or_default();
        std::iter::from_fn(move || {
            let (group, after) = rest.split_first_chunk::<2>()?;
            let share = vector16_prefix(after)?;
            rest = &after[2 + share.len()..];
            Some((NamedGroup(u16::from_be_bytes(*group)), share))
        })
    }

    /// The authorities that the client accepts, if it says so: DER names.
    pub fn authorities(&self) -> Option<Result<Vec<&[u8]>, Reason>> {
        let body = self.extension(CERTIFICATE_AUTHORITIES)?;
        let Some(mut rest) = vector16_prefix(body) else {
            return Some(Err(Reason::LENGTH_MISMATCH));
        };
        let whole = rest.len() + 2 == body.len();
        let mut names = Vec::new();
        while !rest.is_empty() {
            let Some(name) = vector16_prefix(rest) else {
                return Some(Err(Reason::LENGTH_MISMATCH));
            };
            names.push(name);
            rest = &rest[2 + name.len()..];
        }
        Some(match whole {
            true => Ok(names),
            false => Err(Reason::BAD_EXTENSION),
        })
    }

    /// The identities (tickets) of the pre_shared_key extension, in order; `None` stands for one that is
    /// malformed, behind which there are no more.
    pub fn psk_identities(&self) -> Vec<Option<&[u8]>> {
        let Some(extension) = self.extension(PRE_SHARED_KEY) else {
            return Vec::new();
        };
        let Some(mut rest) = vector16_prefix(extension) else {
            return vec![None];
        };
        let mut identities = Vec::new();
        while !rest.is_empty() {
            let identity = vector16_prefix(rest).filter(|identity| !identity.is_empty());
            let age = identity.and_then(|identity| rest.get(2 + identity.len()..)?.get(4..));
            identities.push(identity.filter(|_| age.is_some()));
            rest = age.unwrap_or_default();
        }
        identities
    }

    /// The binder that goes with an identity; `None` where it is missing or malformed.
    pub fn psk_binder(&self, index: usize) -> Option<&[u8]> {
        let extension = self.extension(PRE_SHARED_KEY)?;
        let identities = vector16_prefix(extension)?;
        let mut rest = vector16_prefix(extension.get(2 + identities.len()..)?)?;
        for _ in 0..index {
            let (length, after) = rest.split_first()?;
            rest = after.get(usize::from(*length)..)?;
        }
        let (length, after) = rest.split_first()?;
        after.get(..usize::from(*length))
    }

    /// The client can do a key exchange besides a pre-shared key (psk_key_exchange_modes, RFC 8446
    /// section 4.2.9), without which there is no resumption.
    pub fn offers_psk_with_dhe(&self) -> bool {
        const PSK_DHE_KE: u8 = 1;
        let modes = self
            .extension(PSK_KEY_EXCHANGE_MODES)
            .and_then(|modes| modes.get(1..));
        modes.is_some_and(|modes| modes.contains(&PSK_DHE_KE))
    }

    fn list<T>(&self, kind: ExtensionType, number: fn(u16) -> T) -> Vec<T> {
        self.extension(kind)
            .and_then(vector16)
            .map(|list| numbers(list).map(number).collect())
            .unwrap_or_default()
    }
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u16> + '_ {
    bytes
        .chunks_exact(2)
        .map(|b| u16::from_be_bytes([b[0], b[1]]))
}

/// The content of a vector that fills all of `bytes`.
fn vector16(bytes: &[u8]) -> Option<&[u8]> {
    let content = vector16_prefix(bytes)?;
    (content.len() + 2 == bytes.len()).then_some(content)
}

/// The content of a vector that `bytes` begin with.
fn vector16_prefix(bytes: &[u8]) -> Option<&[u8]> {
    let (len, rest) = bytes.split_first_chunk::<2>()?;
    rest.get(..usize::from(u16::from_be_bytes(*len)))
}
