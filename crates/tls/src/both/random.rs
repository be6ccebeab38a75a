//! The random value of a hello.

use crate::error::Fatal;
use crate::link::Link;
use crate::message::RANDOM_LEN;

/// Length of the time at the start of a random value, in bytes.
const TIME_LEN: usize = 4;

/// `ssl_fill_hello_random`, without what it says about downgrades.
pub(crate) fn fill(link: &dyn Link, with_time: bool) -> Result<[u8; RANDOM_LEN], Fatal> {
    let mut random = [0; RANDOM_LEN];
    let mut start = 0;
    if with_time {
        // The field has 32 bits.
        random[..TIME_LEN].copy_from_slice(&(link.now() as u32).to_be_bytes());
        start = TIME_LEN;
    }
    link.random(&mut random[start..])?;
    Ok(random)
}
