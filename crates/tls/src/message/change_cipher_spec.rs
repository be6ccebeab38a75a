//! ChangeCipherSpec (RFC 5246 section 7.1): the content of a record of its own type.

use crate::codec::Writer;
use crate::error::{Fatal, Reason};
use crate::registry::alert;
use crate::registry::field::{ChangeCipherSpecType, CHANGE_CIPHER_SPEC};
use crate::registry::version::{ProtocolVersion, DTLS1_BAD};

/// What a record of TLS must contain: tls_get_message_header. (Of tls_process_change_cipher_spec, which
/// counts the bytes behind the first, no check can fail then.)
///
/// That no handshake message is half read, and that there is a cipher to change to, the machine checks.
pub fn read(content: &[u8]) -> Result<(), Fatal> {
    match content {
        [kind] if ChangeCipherSpecType(*kind) == CHANGE_CIPHER_SPEC => Ok(()),
        _ => Err(UNEXPECTED),
    }
}

/// What a record of DTLS must contain: dtls_get_reassembled_message and tls_process_change_cipher_spec.
/// The version before DTLS 1.0 has two bytes more.
pub fn read_dtls(content: &[u8], version: ProtocolVersion) -> Result<(), Fatal> {
    let [kind, rest @ ..] = content else {
        return Err(UNEXPECTED);
    };
    if ChangeCipherSpecType(*kind) != CHANGE_CIPHER_SPEC {
        return Err(UNEXPECTED);
    }
    let length = match version {
        DTLS1_BAD => 2,
        _ => 0,
    };
    match rest.len() == length {
        true => Ok(()),
        false => Err(Fatal::new(
            alert::DECODE_ERROR,
            Reason::BAD_CHANGE_CIPHER_SPEC,
        )),
    }
}

const UNEXPECTED: Fatal = Fatal::new(alert::UNEXPECTED_MESSAGE, Reason::BAD_CHANGE_CIPHER_SPEC);

/// tls_construct_change_cipher_spec; dtls_construct_change_cipher_spec, except for the version before
/// DTLS 1.0.
pub fn write(w: &mut Writer) {
    w.u8(CHANGE_CIPHER_SPEC.0);
}

#[cfg(test)]
mod tests {
    use super::super::tests::{decode_error, written};
    use super::*;
    use crate::registry::version::DTLS12;

    #[test]
    fn the_content_is_one_byte() {
        assert_eq!(read(&written(write)), Ok(()));
        assert_eq!(read_dtls(&written(write), DTLS12), Ok(()));
        assert_eq!(read_dtls(&[1, 0, 7], DTLS1_BAD), Ok(()));
    }

    #[test]
    fn other_content() {
        for content in [&[][..], &[0], &[2], &[1, 1]] {
            assert_eq!(read(content), Err(UNEXPECTED));
        }
        for content in [&[][..], &[0], &[2, 1]] {
            assert_eq!(read_dtls(content, DTLS12), Err(UNEXPECTED));
        }
    }

    #[test]
    fn content_of_another_length() {
        let expected = Err(decode_error(Reason::BAD_CHANGE_CIPHER_SPEC));
        assert_eq!(read_dtls(&[1, 1], DTLS12), expected);
        assert_eq!(read_dtls(&[1], DTLS1_BAD), expected);
        assert_eq!(read_dtls(&[1, 0, 0, 0], DTLS1_BAD), expected);
    }
}
