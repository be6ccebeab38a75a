//! ECDHE up to TLS 1.2 (RFC 8422).

use super::{Parameters, PeerShare, Secret, Share};
use crate::codec::{OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::registry::alert;
use crate::registry::group::{ECCurveType, NamedGroup, NAMED_CURVE};
use crypto::library::Library;

/// A server's key, from the ServerKeyExchange to the ClientKeyExchange.
#[derive(Debug)]
pub struct Server(Share);

impl Server {
    /// A key of the group that was chosen.
    pub fn new(share: Share) -> Server {
        Server(share)
    }

    /// A new key of the group that was chosen.
    pub fn generate(library: &Library, group: NamedGroup) -> Result<Server, Fatal> {
        Share::generate(library, group).map(Server)
    }

    /// The ServerKeyExchange, without its signature (`tls_construct_server_key_exchange`).
    pub fn write_params(&self, w: &mut Writer) {
        w.u8(NAMED_CURVE.0);
        w.u16(self.0.group().0);
        w.vec8(|w| w.bytes(self.0.public()));
    }

    /// The secret, from the client's ClientKeyExchange (`tls_process_cke_ecdhe`).
    pub fn secret(&self, r: &mut Reader) -> Result<Secret, Fatal> {
        if r.is_empty() {
            let reason = Reason::MISSING_TMP_ECDH_KEY;
            return Err(Fatal::new(alert::HANDSHAKE_FAILURE, reason));
        }
        let mismatch = (alert::DECODE_ERROR, Reason::LENGTH_MISMATCH);
        let point = r.vec8().or_fatal(mismatch.0, mismatch.1)?;
        r.end().or_fatal(mismatch.0, mismatch.1)?;
        let peer = Parameters::of_group(self.0.library(), self.0.group())?
            .share(point)
            .or_fatal(alert::ILLEGAL_PARAMETER, Reason::BAD_KEY_SHARE)?;
        self.0.agree(&peer)
    }
}

/// The server's share, at a client.
#[derive(Debug)]
pub struct Client(PeerShare);

impl Client {
    /// Reads the ServerKeyExchange as far as its signature (`tls_process_ske_ecdhe`). `allowed` says
    /// whether we may use the group (`tls1_check_group_id`).
    pub fn read_params(
        library: &Library,
        r: &mut Reader,
        allowed: impl FnOnce(NamedGroup) -> bool,
    ) -> Result<Client, Fatal> {
        let short = (alert::DECODE_ERROR, Reason::LENGTH_TOO_SHORT);
        let curve_type = r.u8().or_fatal(short.0, short.1)?;
        let group = NamedGroup(r.u16().or_fatal(short.0, short.1)?);
        if ECCurveType(curve_type) != NAMED_CURVE || !allowed(group) {
            return Err(Fatal::new(alert::ILLEGAL_PARAMETER, Reason::WRONG_CURVE));
        }
        let parameters = Parameters::of_group(library, group)?;
        let point = r
            .vec8()
            .or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)?;
        let share = parameters.share(point);
        let share = share.or_fatal(alert::ILLEGAL_PARAMETER, Reason::BAD_ECPOINT)?;
        Ok(Client(share))
    }

    pub fn group(&self) -> NamedGroup {
        self.0.group()
    }

    /// Writes the ClientKeyExchange (`tls_construct_cke_ecdhe`) and gives the secret.
    pub fn answer(&self, w: &mut Writer) -> Result<Secret, Fatal> {
        let ours = self.0.our_key()?;
        let secret = ours.agree(&self.0)?;
        w.vec8(|w| w.bytes(ours.public()));
        Ok(secret)
    }
}
