//! Pre-shared keys up to TLS 1.2 (RFC 4279, RFC 5489): alone, or together with another key exchange.

use std::ffi::{CStr, CString};
use std::fmt;

use zeroize::Zeroizing;

use super::Secret;
use crate::codec::{OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::registry::alert;
use crate::registry::alert::AlertDescription;

/// Most bytes of an identity, and of a hint (`PSK_MAX_IDENTITY_LEN`).
pub const MAX_IDENTITY_LENGTH: usize = 256;
/// Most bytes of a key (`PSK_MAX_PSK_LEN`).
pub const MAX_KEY_LENGTH: usize = 512;

/// A pre-shared key. It is wiped when dropped.
pub struct Key(Zeroizing<Vec<u8>>);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").finish_non_exhaustive()
    }
}

impl Key {
    /// What a client's callback wrote, and the length that it returned (`tls_construct_cke_psk_preamble`).
    pub fn of_client(buffer: &[u8; MAX_KEY_LENGTH], length: usize) -> Result<Key, Fatal> {
        let refused = |reason| Fatal::new(alert::HANDSHAKE_FAILURE, reason);
        if length == 0 {
            return Err(refused(Reason::PSK_IDENTITY_NOT_FOUND));
        }
        let key = buffer.get(..length);
        Key::new(key.ok_or(refused(Reason::ERR_R_INTERNAL_ERROR))?)
    }

    /// What a server's callback wrote, and the length that it returned (`tls_process_cke_psk_preamble`).
    pub fn of_server(buffer: &[u8; MAX_KEY_LENGTH], length: usize) -> Result<Key, Fatal> {
        if length == 0 {
            let reason = Reason::PSK_IDENTITY_NOT_FOUND;
            return Err(Fatal::new(alert::UNKNOWN_PSK_IDENTITY, reason));
        }
        Key::new(buffer.get(..length).ok_or(Fatal::INTERNAL)?)
    }

    fn new(key: &[u8]) -> Result<Key, Fatal> {
        Ok(Key(Zeroizing::new(key.to_vec())))
    }

    /// The premaster secret (`ssl_generate_master_secret`). `other` is that of the other key exchange;
    /// `None` if there is no other, for which zeros stand.
    pub fn premaster(&self, other: Option<&[u8]>) -> Result<Secret, Fatal> {
        let (key, zeros) = (&*self.0, Zeroizing::new(vec![0; self.0.len()]));
        let other = other.unwrap_or(&zeros);
        // The capacity suffices, so nothing is left behind where the vector was.
        let mut premaster = Zeroizing::new(Vec::with_capacity(4 + other.len() + key.len()));
        for part in [other, key] {
            let length = u16::try_from(part.len()).map_err(|_| Fatal::INTERNAL)?;
            premaster.extend_from_slice(&length.to_be_bytes());
            premaster.extend_from_slice(part);
        }
        Ok(premaster)
    }
}

/// A server's hint, with which its ServerKeyExchange begins (`tls_process_ske_psk_preamble`); `None` for an
/// empty one. As a C string, it ends at a NUL.
pub fn read_hint(r: &mut Reader) -> Result<Option<CString>, Fatal> {
    let hint = read_string(r, alert::HANDSHAKE_FAILURE)?;
    Ok((!hint.is_empty()).then(|| string(hint)))
}

/// A client's identity, with which its ClientKeyExchange begins (`tls_process_cke_psk_preamble`). As a C
/// string, it ends at a NUL.
pub fn read_identity(r: &mut Reader) -> Result<CString, Fatal> {
    read_string(r, alert::DECODE_ERROR).map(string)
}

/// Writes a hint, or an empty one (`tls_construct_server_key_exchange`), or an identity
/// (`tls_construct_cke_psk_preamble`).
pub fn write_string(text: Option<&CStr>, w: &mut Writer) -> Result<(), Fatal> {
    let bytes = text.map_or(&[][..], CStr::to_bytes);
    if bytes.len() > MAX_IDENTITY_LENGTH {
        return Err(Fatal::INTERNAL);
    }
    w.vec16(|w| w.bytes(bytes));
    Ok(())
}

fn read_string<'a>(r: &mut Reader<'a>, too_long: AlertDescription) -> Result<&'a [u8], Fatal> {
    let bytes = r
        .vec16()
        .or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)?;
    match bytes.len() {
        0..=MAX_IDENTITY_LENGTH => Ok(bytes),
        _ => Err(Fatal::new(too_long, Reason::DATA_LENGTH_TOO_LONG)),
    }
}

fn string(bytes: &[u8]) -> CString {
    let end = bytes.iter().position(|byte| *byte == 0);
    CString::new(&bytes[..end.unwrap_or(bytes.len())]).unwrap_or_default()
}
