//! The DER form of a session: OpenSSL's `SSL_SESSION_ASN1`, so that its tools can read it.
//!
//! ```text
//! SEQUENCE {
//!     version INTEGER (1), protocol INTEGER, cipher OCTET STRING,
//!     sessionId OCTET STRING, masterKey OCTET STRING,
//!     keyArg [0] IMPLICIT OCTET STRING OPTIONAL,
//!     time [1], timeout [2], peer [3] Certificate, sessionIdContext [4], verifyResult [5],
//!     hostName [6], pskHint [7], psk [8], ticketLifetime [9], ticket [10], compression [11],
//!     srp [12], flags [13], ticketAgeAdd [14], maxEarlyData [15], alpn [16],
//!     maxFragmentLength [17], ticketAppdata [18], group [19]
//! }
//! ```
//! All that is needed to resume a session, on either side, is in these fields, also in those that
//! OpenSSL wrote. `keyArg` is left from SSL 2.0; it is skipped.

use std::ffi::CString;

use libc::{c_int, c_long, c_ulong};
use zeroize::Zeroizing;

use super::peer::Peer;
use super::{now, Data, Id, MAX_SECRET};
use crate::cipher::Cipher;
use crate::error::reason::Reason;

const INTEGER: u8 = 0x02;
const OCTET_STRING: u8 = 0x04;
const SEQUENCE: u8 = 0x30;
const KEY_ARG: u8 = 0x80;

/// The format's own version, and `SSL_SESS_FLAG_EXTMS`.
const VERSION: i64 = 1;
const EXTENDED_MASTER_SECRET: i64 = 1;

/// Seconds that a session lasts whose encoding has no timeout.
const ABSENT_TIMEOUT: i64 = 3;

/// Appends one element.
fn put(out: &mut Vec<u8>, tag: u8, content: &[u8]) {
    out.push(tag);
    match content.len() {
        n @ 0..=0x7f => out.push(n as u8),
        n => {
            let bytes = n.to_be_bytes();
            let skip = bytes.iter().take_while(|b| **b == 0).count();
            out.push(0x80 | (bytes.len() - skip) as u8);
            out.extend_from_slice(&bytes[skip..]);
        }
    }
    out.extend_from_slice(content);
}

fn put_integer(out: &mut Vec<u8>, value: i64) {
    let bytes = value.to_be_bytes();
    let sign = if value < 0 { 0xff } else { 0 };
    // A leading byte can go when the next one still has the sign.
    let skip = (0..7)
        .take_while(|&i| bytes[i] == sign && (bytes[i + 1] ^ sign) & 0x80 == 0)
        .count();
    put(out, INTEGER, &bytes[skip..]);
}

/// The optional field with this number, wrapped in its explicit tag.
fn put_field(out: &mut Vec<u8>, number: u8, element: impl FnOnce(&mut Vec<u8>)) {
    let mut content = Zeroizing::new(Vec::new());
    element(&mut content);
    put(out, 0xa0 | number, &content);
}

fn put_number(out: &mut Vec<u8>, number: u8, value: i64) {
    if value != 0 {
        put_field(out, number, |out| put_integer(out, value));
    }
}

fn put_octets(out: &mut Vec<u8>, number: u8, bytes: &[u8]) {
    if !bytes.is_empty() {
        put_field(out, number, |out| put(out, OCTET_STRING, bytes));
    }
}

/// The DER form; `None` for a session without a cipher, which has none.
pub fn encode(data: &Data) -> Option<Zeroizing<Vec<u8>>> {
    let mut body = Zeroizing::new(Vec::with_capacity(512));
    put_integer(&mut body, VERSION);
    put_integer(&mut body, data.version.into());
    put(
        &mut body,
        OCTET_STRING,
        &data.cipher?.protocol_id().to_be_bytes(),
    );
    put(&mut body, OCTET_STRING, data.id.as_slice());
    put(&mut body, OCTET_STRING, &data.secret);
    put_number(&mut body, 1, data.time);
    put_number(&mut body, 2, data.timeout);
    if let Some(leaf) = data.peer.leaf() {
        let der = leaf.to_der()?;
        put_field(&mut body, 3, |out| out.extend_from_slice(&der));
    }
    put_field(&mut body, 4, |out| {
        put(out, OCTET_STRING, data.context.as_slice())
    });
    put_number(&mut body, 5, data.verify_result);
    if let Some(name) = &data.host_name {
        put_field(&mut body, 6, |out| put(out, OCTET_STRING, name.as_bytes()));
    }
    put_number(&mut body, 9, data.ticket_lifetime as i64);
    put_octets(&mut body, 10, &data.ticket);
    put_number(
        &mut body,
        13,
        EXTENDED_MASTER_SECRET * i64::from(data.extended_master_secret),
    );
    put_number(&mut body, 14, data.ticket_age_add.into());
    put_number(&mut body, 15, data.max_early_data.into());
    put_octets(&mut body, 16, &data.alpn);
    put_number(&mut body, 17, data.fragment_length.into());
    put_octets(&mut body, 18, &data.ticket_appdata);
    put_field(&mut body, 19, |out| put_integer(out, data.group.into()));
    let mut out = Zeroizing::new(Vec::with_capacity(body.len() + 4));
    put(&mut out, SEQUENCE, &body);
    Some(out)
}

/// What is left of an encoding.
struct Reader<'a>(&'a [u8]);

const MALFORMED: Reason = Reason::ERR_R_ASN1_LIB;

impl<'a> Reader<'a> {
    /// The content of the next element, which must have this tag.
    fn take(&mut self, tag: u8) -> Result<&'a [u8], Reason> {
        self.optional(tag)?.ok_or(MALFORMED)
    }

    /// The content of the next element if it has this tag.
    fn optional(&mut self, tag: u8) -> Result<Option<&'a [u8]>, Reason> {
        let Some((&found, rest)) = self.0.split_first() else {
            return Ok(None);
        };
        if found != tag {
            return Ok(None);
        }
        let (&first, mut rest) = rest.split_first().ok_or(MALFORMED)?;
        let mut length = usize::from(first);
        if first & 0x80 != 0 {
            let count = usize::from(first & 0x7f);
            let (bytes, after) = rest.split_at_checked(count).ok_or(MALFORMED)?;
            if count == 0 || count > size_of::<usize>() {
                return Err(MALFORMED);
            }
            length = bytes.iter().fold(0, |n, b| n << 8 | usize::from(*b));
            rest = after;
        }
        let (content, rest) = rest.split_at_checked(length).ok_or(MALFORMED)?;
        self.0 = rest;
        Ok(Some(content))
    }

    fn integer(&mut self) -> Result<i64, Reason> {
        let content = self.take(INTEGER)?;
        let (&first, _) = content.split_first().ok_or(MALFORMED)?;
        // An unsigned number of 64 bits may have a byte more; it does not fit, so it wraps.
        if content.len() > 9 {
            return Err(MALFORMED);
        }
        let sign = if first & 0x80 != 0 { -1 } else { 0 };
        Ok(content
            .iter()
            .fold(sign, |n: i64, b| n << 8 | i64::from(*b)))
    }

    /// The element inside an explicit tag.
    fn field<T>(
        &mut self,
        number: u8,
        element: impl FnOnce(&mut Reader<'a>) -> Result<T, Reason>,
    ) -> Result<Option<T>, Reason> {
        let Some(content) = self.optional(0xa0 | number)? else {
            return Ok(None);
        };
        let mut inner = Reader(content);
        let value = element(&mut inner)?;
        match inner.0 {
            [] => Ok(Some(value)),
            _ => Err(MALFORMED),
        }
    }

    fn number(&mut self, number: u8) -> Result<i64, Reason> {
        Ok(self.field(number, Reader::integer)?.unwrap_or(0))
    }

    fn octets(&mut self, number: u8) -> Result<&'a [u8], Reason> {
        let octets = self.field(number, |inner| inner.take(OCTET_STRING))?;
        Ok(octets.unwrap_or(&[]))
    }
}

/// Reads a DER form from the beginning of `der`; with it the number of bytes that it takes.
pub fn decode(der: &[u8]) -> Result<(Data, usize), Reason> {
    let mut outer = Reader(der);
    let mut fields = Reader(outer.take(SEQUENCE)?);
    let used = der.len() - outer.0.len();

    let version = fields.integer()?;
    let protocol = fields.integer()?;
    let cipher = fields.take(OCTET_STRING)?;
    let id = fields.take(OCTET_STRING)?;
    let secret = fields.take(OCTET_STRING)?;
    let _key_arg = fields.optional(KEY_ARG)?;
    let time = fields.number(1)?;
    let timeout = fields.number(2)?;
    let peer = fields.field(3, |inner| Ok(std::mem::take(&mut inner.0)))?;
    let context = fields.octets(4)?;
    let verify_result = fields.number(5)?;
    let host_name = fields.field(6, |inner| inner.take(OCTET_STRING))?;
    let _psk_hint = fields.octets(7)?;
    let _psk = fields.octets(8)?;
    let ticket_lifetime = fields.number(9)?;
    let ticket = fields.octets(10)?;
    let compression = fields.field(11, |inner| inner.take(OCTET_STRING))?;
    let _srp = fields.octets(12)?;
    let flags = fields.number(13)?;
    let ticket_age_add = fields.number(14)?;
    let max_early_data = fields.number(15)?;
    let alpn = fields.octets(16)?;
    let fragment_length = fields.number(17)?;
    let ticket_appdata = fields.octets(18)?;
    let group = fields.number(19)?;
    if !fields.0.is_empty() {
        return Err(MALFORMED);
    }

    if version != VERSION {
        return Err(Reason::UNKNOWN_SSL_VERSION);
    }
    if !matches!(protocol >> 8, 0x03 | 0xfe) {
        return Err(Reason::UNSUPPORTED_SSL_VERSION);
    }
    let cipher = <[u8; 2]>::try_from(cipher).map_err(|_| Reason::CIPHER_CODE_WRONG_LENGTH)?;
    if compression.is_some_and(|id| id.len() != 1) {
        return Err(Reason::BAD_LENGTH);
    }
    let data = Data {
        version: c_int::try_from(protocol).map_err(|_| MALFORMED)?,
        cipher: Some(Cipher::find(u16::from_be_bytes(cipher)).ok_or(MALFORMED)?),
        id: Id::new(id).ok_or(MALFORMED)?,
        context: Id::new(context).ok_or(MALFORMED)?,
        secret: match secret.len() {
            0..=MAX_SECRET => Zeroizing::new(secret.to_vec()),
            _ => return Err(MALFORMED),
        },
        time: if time == 0 { now() } else { time },
        timeout: if timeout == 0 {
            ABSENT_TIMEOUT
        } else {
            timeout
        },
        peer: match peer {
            Some(leaf) => Peer::from_leaf(leaf).ok_or(MALFORMED)?,
            None => Peer::default(),
        },
        verify_result: verify_result as c_long,
        host_name: host_name.map(|name| {
            let end = name.iter().position(|b| *b == 0).unwrap_or(name.len());
            CString::new(&name[..end]).unwrap_or_default()
        }),
        alpn: alpn.to_vec(),
        ticket: ticket.to_vec(),
        ticket_lifetime: ticket_lifetime as c_ulong,
        ticket_age_add: ticket_age_add as u32,
        ticket_appdata: ticket_appdata.to_vec(),
        max_early_data: max_early_data as u32,
        extended_master_secret: flags & EXTENDED_MASTER_SECRET != 0,
        group: group as u16,
        fragment_length: fragment_length as u8,
        client: None,
    };
    Ok((data, used))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn integer(value: i64) -> Vec<u8> {
        let mut out = Vec::new();
        put_integer(&mut out, value);
        assert_eq!(Reader(&out).integer(), Ok(value));
        out
    }

    #[test]
    fn integers_are_minimal() {
        assert_eq!(integer(0), [2, 1, 0]);
        assert_eq!(integer(127), [2, 1, 127]);
        assert_eq!(integer(128), [2, 2, 0, 128]);
        assert_eq!(integer(-1), [2, 1, 0xff]);
        assert_eq!(integer(-129), [2, 2, 0xff, 0x7f]);
        assert_eq!(integer(0x0304), [2, 2, 3, 4]);
        assert_eq!(integer(i64::MAX).len(), 10);
        assert_eq!(integer(i64::MIN).len(), 10);
    }

    fn sample() -> Data {
        Data {
            version: 0x0304,
            cipher: Cipher::find(0x1302),
            id: Id::new(&[7; 32]).unwrap(),
            context: Id::new(b"context").unwrap(),
            secret: Zeroizing::new(vec![9; 48]),
            time: 1_700_000_000,
            timeout: 7200,
            verify_result: 20,
            host_name: Some(CString::from(c"example.org")),
            alpn: b"h2".to_vec(),
            ticket: vec![5; 300],
            ticket_lifetime: 7200,
            ticket_age_add: 0xdead_beef,
            ticket_appdata: b"data".to_vec(),
            max_early_data: 16384,
            extended_master_secret: true,
            group: 29,
            ..Data::default()
        }
    }

    #[test]
    fn round_trip() {
        let der = encode(&sample()).unwrap();
        let mut longer = der.to_vec();
        longer.extend_from_slice(b"rest");
        let (data, used) = decode(&longer).unwrap();
        assert_eq!(used, der.len());
        assert_eq!(encode(&data).unwrap(), der);
        assert_eq!(data.ticket_age_add, 0xdead_beef);
    }

    #[test]
    fn no_cipher_no_encoding() {
        assert!(encode(&Data::default()).is_none());
    }

    #[test]
    fn every_truncation_and_every_changed_byte_is_survived() {
        let der = encode(&sample()).unwrap();
        for length in 0..der.len() {
            assert!(decode(&der[..length]).is_err());
        }
        for at in 0..der.len() {
            for bit in 0..8 {
                let mut changed = der.to_vec();
                changed[at] ^= 1 << bit;
                let _ = decode(&changed);
            }
        }
    }

    #[test]
    fn absent_numbers_have_openssl_s_values() {
        let mut sample = sample();
        (sample.timeout, sample.time) = (0, 0);
        let (data, _) = decode(&encode(&sample).unwrap()).unwrap();
        assert_eq!(data.timeout, 3);
        assert!(data.time > 1_700_000_000);
    }
}
