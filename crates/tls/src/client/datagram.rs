//! HelloVerifyRequest, of DTLS.

use crate::error::Fatal;
use crate::link::Link;
use crate::machine::table::After;
use crate::machine::{missing, Handshake};

pub(crate) fn receive_hello_verify_request(
    _: &mut Handshake,
    _: &dyn Link,
    _: &[u8],
) -> Result<After, Fatal> {
    Err(missing("client::datagram::receive_hello_verify_request"))
}
