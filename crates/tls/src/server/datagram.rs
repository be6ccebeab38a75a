//! HelloVerifyRequest, of DTLS.

use crate::codec::Writer;
use crate::error::Fatal;
use crate::link::Link;
use crate::machine::table::Built;
use crate::machine::{missing, Handshake};

pub(crate) fn build_hello_verify_request(
    _: &mut Handshake,
    _: &dyn Link,
    _: &mut Writer,
) -> Result<Built, Fatal> {
    Err(missing("server::datagram::build_hello_verify_request"))
}
