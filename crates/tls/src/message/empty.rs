//! Messages without content: HelloRequest, ServerHelloDone (RFC 5246 sections 7.4.1.1 and 7.4.5) and
//! EndOfEarlyData (RFC 8446 section 4.5). There is nothing to write.

use crate::codec::Reader;
use crate::error::Fatal;

/// tls_process_hello_req, tls_process_server_done, tls_process_end_of_early_data
pub fn read(body: &[u8]) -> Result<(), Fatal> {
    super::end(&Reader::new(body))
}

#[cfg(test)]
mod tests {
    use super::super::tests::decode_error;
    use super::*;
    use crate::error::Reason;

    #[test]
    fn there_is_no_content() {
        assert_eq!(read(&[]), Ok(()));
        assert_eq!(read(&[0]), Err(decode_error(Reason::LENGTH_MISMATCH)));
    }
}
