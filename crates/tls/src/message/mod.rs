//! Handshake messages: bytes and structs that borrow from them. Nothing here knows the state of a handshake.
//!
//! A reader takes a message's body, without its header. Where OpenSSL checks something between two fields
//! (a signature scheme, a certificate's DER), the reader has steps, so that the first check that fails is
//! the same one.
//!
//! | file | subject |
//! | --- | --- |
//! | `certificate` | Certificate: chains |
//! | `certificate_request` | CertificateRequest, and lists of certificate authorities |
//! | `certificate_status` | CertificateStatus: an OCSP response |
//! | `certificate_verify` | CertificateVerify |
//! | `change_cipher_spec` | ChangeCipherSpec, which is no handshake message |
//! | `client_hello` | ClientHello, also in the format of SSL 2.0 |
//! | `client_key_exchange` | ClientKeyExchange |
//! | `empty` | messages without content: HelloRequest, ServerHelloDone, EndOfEarlyData |
//! | `encrypted_extensions` | EncryptedExtensions |
//! | `extensions` | the block of extensions in many messages |
//! | `finished` | Finished |
//! | `hello_verify_request` | HelloVerifyRequest of DTLS |
//! | `key_update` | KeyUpdate |
//! | `new_session_ticket` | NewSessionTicket of TLS 1.2 and 1.3 |
//! | `next_protocol` | NextProtocol |
//! | `server_hello` | ServerHello and HelloRetryRequest |
//! | `server_key_exchange` | ServerKeyExchange |
//! | `signed` | a signature with its scheme |

pub mod certificate;
pub mod certificate_request;
pub mod certificate_status;
pub mod certificate_verify;
pub mod change_cipher_spec;
pub mod client_hello;
pub mod client_key_exchange;
pub mod empty;
pub mod encrypted_extensions;
pub mod extensions;
pub mod finished;
pub mod hello_verify_request;
pub mod key_update;
pub mod new_session_ticket;
pub mod next_protocol;
pub mod server_hello;
pub mod server_key_exchange;
pub mod signed;

use crate::codec::{OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::registry::alert;
use crate::registry::message::HandshakeType;

/// Length of the random value in a hello.
pub const RANDOM_LEN: usize = 32;
/// The longest session id.
pub const MAX_SESSION_ID_LEN: usize = 32;
/// The longest identity of a pre-shared key up to TLS 1.2, and the longest hint for one
/// (`PSK_MAX_IDENTITY_LEN`).
pub const MAX_PSK_IDENTITY_LEN: usize = 256;

/// What stands before a message's body (RFC 8446 section 4).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Header {
    pub message_type: HandshakeType,
    /// Length of the body in bytes.
    pub length: u32,
}

impl Header {
    /// Length of the header in bytes.
    pub const LEN: usize = 4;

    /// tls_get_message_header. Which types and lengths are allowed is the machine's business.
    pub const fn read(bytes: &[u8; Header::LEN]) -> Header {
        let [message_type, high, middle, low] = *bytes;
        Header {
            message_type: HandshakeType(message_type),
            length: u32::from_be_bytes([0, high, middle, low]),
        }
    }
}

/// Writes a message: its header, then the body that `body` writes.
pub fn write<T>(
    w: &mut Writer,
    message_type: HandshakeType,
    body: impl FnOnce(&mut Writer) -> T,
) -> T {
    w.u8(message_type.0);
    w.vec24(body)
}

/// The check for bytes behind a message's last field, with what most messages say.
fn end(r: &Reader<'_>) -> Result<(), Fatal> {
    r.end()
        .or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::message::{FINISHED, SERVER_HELLO_DONE};

    /// What `write` writes.
    pub fn written(write: impl FnOnce(&mut Writer)) -> Vec<u8> {
        let mut writer = Writer::new();
        write(&mut writer);
        writer.finish().unwrap()
    }

    /// A failure with decode_error.
    pub const fn decode_error(reason: Reason) -> Fatal {
        Fatal::new(alert::DECODE_ERROR, reason)
    }

    /// A failure with illegal_parameter.
    pub const fn illegal_parameter(reason: Reason) -> Fatal {
        Fatal::new(alert::ILLEGAL_PARAMETER, reason)
    }

    /// `bytes`, cut at every length from 0 to just before the end.
    pub fn cut(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
        (0..bytes.len()).map(|length| &bytes[..length])
    }

    /// `bytes` with one more byte.
    pub fn and_one(bytes: &[u8]) -> Vec<u8> {
        [bytes, &[0]].concat()
    }

    #[test]
    fn a_message_has_type_and_length() {
        let bytes = written(|w| write(w, FINISHED, |w| w.bytes(&[7; 300])));
        let header = Header::read(bytes.first_chunk().unwrap());
        assert_eq!(header.message_type, FINISHED);
        assert_eq!(header.length, 300);
        assert_eq!(bytes.len(), Header::LEN + 300);
        let done = written(|w| write(w, SERVER_HELLO_DONE, |_| ()));
        assert_eq!(done, [14, 0, 0, 0]);
    }
}
