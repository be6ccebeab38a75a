//! Finished (RFC 8446 section 4.4.4, RFC 5246 section 7.4.9). Its writer is [`Writer::bytes`](crate::codec::Writer::bytes).

use crate::error::{Fatal, Reason};
use crate::registry::alert;

/// tls_process_finished: the verify data, which must have as many bytes as what is expected.
pub fn read(body: &[u8], length: usize) -> Result<&[u8], Fatal> {
    match body.len() == length {
        true => Ok(body),
        false => Err(Fatal::new(alert::DECODE_ERROR, Reason::BAD_DIGEST_LENGTH)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::decode_error;
    use super::*;

    #[test]
    fn the_length_is_fixed() {
        assert_eq!(read(&[5; 12], 12), Ok(&[5; 12][..]));
        for length in [0, 11, 13] {
            let expected = decode_error(Reason::BAD_DIGEST_LENGTH);
            assert_eq!(read(&[5; 12], length), Err(expected));
        }
    }
}
