//! ChangeCipherSpec.

use crate::codec::Writer;
use crate::error::{Fatal, Reason};
use crate::link::{Direction, Link};
use crate::machine::table::{After, Built};
use crate::machine::Handshake;
use crate::message::change_cipher_spec;
use crate::registry::alert;

/// `tls_process_change_cipher_spec` and `ssl3_do_change_cipher_spec`: the peer's key is used from now on. The
/// content was checked when the record came.
pub(crate) fn receive(h: &mut Handshake, link: &dyn Link, _: &[u8]) -> Result<After, Fatal> {
    let suite = link.facts().suite.get();
    let early = Fatal::new(alert::UNEXPECTED_MESSAGE, Reason::CCS_RECEIVED_EARLY);
    let suite = suite.ok_or(early)?;
    h.change_received = true;
    if h.key_block.is_none() {
        link.session(&mut |session| session.suite = Some(suite));
        h.set_up_key_block(link)?;
    }
    h.change_keys_tls12(link, Direction::Read)?;
    Ok(After::Read)
}

/// `tls_construct_change_cipher_spec`
pub(crate) fn build(_: &mut Handshake, _: &dyn Link, w: &mut Writer) -> Result<Built, Fatal> {
    change_cipher_spec::write(w);
    Ok(Built::Send)
}
