//! CertificateStatus (RFC 6066 section 8). In TLS 1.3 the same bytes are the extension status_request of a
//! certificate.

use crate::codec::{OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::registry::alert;
use crate::registry::field::{StatusType, OCSP_STATUS};

/// tls_process_cert_status_body: the OCSP response, as DER that is not parsed yet.
pub fn read(body: &[u8]) -> Result<&[u8], Fatal> {
    let mut r = Reader::new(body);
    if r.u8().map(StatusType) != Ok(OCSP_STATUS) {
        return Err(Fatal::new(
            alert::DECODE_ERROR,
            Reason::UNSUPPORTED_STATUS_TYPE,
        ));
    }
    let response = r
        .vec24()
        .or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)?;
    super::end(&r)?;
    Ok(response)
}

/// tls_construct_cert_status_body
pub fn write(w: &mut Writer, response: &[u8]) {
    w.u8(OCSP_STATUS.0);
    w.vec24(|w| w.bytes(response));
}

#[cfg(test)]
mod tests {
    use super::super::tests::{and_one, cut, decode_error, written};
    use super::*;

    #[test]
    fn a_response() {
        let bytes = written(|w| write(w, &[1, 2]));
        assert_eq!(bytes, [1, 0, 0, 2, 1, 2]);
        assert_eq!(read(&bytes), Ok(&[1, 2][..]));
        assert_eq!(read(&[1, 0, 0, 0]), Ok(&[][..]));
    }

    #[test]
    fn another_type_of_status() {
        for bytes in [&[][..], &[0, 0, 0, 0], &[2, 0, 0, 0]] {
            let expected = decode_error(Reason::UNSUPPORTED_STATUS_TYPE);
            assert_eq!(read(bytes), Err(expected));
        }
    }

    #[test]
    fn a_response_that_does_not_end_with_the_message() {
        let bytes = written(|w| write(w, &[1, 2]));
        for bytes in cut(&bytes).skip(1).chain([&and_one(&bytes)[..]]) {
            assert_eq!(read(bytes), Err(decode_error(Reason::LENGTH_MISMATCH)));
        }
    }
}
