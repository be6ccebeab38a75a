//! KeyUpdate (RFC 8446 section 4.6.3).

use crate::codec::{Malformed, OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::registry::alert;
use crate::registry::field::{KeyUpdateRequest, UPDATE_NOT_REQUESTED, UPDATE_REQUESTED};

/// tls_process_key_update. That the message ends its record is checked before.
pub fn read(body: &[u8]) -> Result<KeyUpdateRequest, Fatal> {
    let mut r = Reader::new(body);
    let mut request = || -> Result<_, Malformed> {
        let request = r.u8()?;
        r.end()?;
        Ok(KeyUpdateRequest(request))
    };
    match request().or_fatal(alert::DECODE_ERROR, Reason::BAD_KEY_UPDATE)? {
        request @ (UPDATE_NOT_REQUESTED | UPDATE_REQUESTED) => Ok(request),
        _ => Err(Fatal::new(alert::ILLEGAL_PARAMETER, Reason::BAD_KEY_UPDATE)),
    }
}

/// tls_construct_key_update
pub fn write(w: &mut Writer, request: KeyUpdateRequest) {
    w.u8(request.0);
}

#[cfg(test)]
mod tests {
    use super::super::tests::{decode_error, illegal_parameter, written};
    use super::*;

    #[test]
    fn an_update_may_ask_for_another() {
        for request in [UPDATE_NOT_REQUESTED, UPDATE_REQUESTED] {
            assert_eq!(read(&written(|w| write(w, request))), Ok(request));
        }
    }

    #[test]
    fn the_message_is_one_byte() {
        for bytes in [&[][..], &[0, 0], &[2, 0]] {
            assert_eq!(read(bytes), Err(decode_error(Reason::BAD_KEY_UPDATE)));
        }
    }

    #[test]
    fn another_request() {
        let expected = illegal_parameter(Reason::BAD_KEY_UPDATE);
        assert_eq!(read(&[2]), Err(expected));
    }
}
