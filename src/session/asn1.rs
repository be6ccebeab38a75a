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
//! These fields are enough to resume a session on either side, also if OpenSSL wrote them. `keyArg` is a
//! remnant of SSL 2.0 and is skipped. Unused fields are kept and written again.

use std::borrow::Cow;
use std::ffi::CString;

use libc::c_long;
use zeroize::Zeroizing;

use super::der::{DerError, DerReader};
use super::peer::PeerCertificates;
use super::{Data, Id, Octets, MAX_SECRET};
use crate::cipher::Cipher;
use crate::constants::DTLS1_BAD_VER;
use crate::error::reason::Reason;
use crate::sys::clock::now;
use tls::registry::suite::CipherSuite;

const INTEGER: u8 = 0x02;
const OCTET_STRING: u8 = 0x04;
const SEQUENCE: u8 = 0x30;

/// The format's own version, and `SSL_SESS_FLAG_EXTMS`.
const VERSION: u32 = 1;
const EXTENDED_MASTER_SECRET: u32 = 1;

/// Timeout in seconds of a session whose encoding has none.
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

fn put_integer(out: &mut Vec<u8>, value: impl Into<i128>) {
    let value = value.into();
    let bytes = value.to_be_bytes();
    let sign = if value < 0 { 0xff } else { 0 };
    // A leading byte can go when the next one still has the sign.
    let skip = (0..bytes.len() - 1)
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

fn put_number(out: &mut Vec<u8>, number: u8, value: impl Into<i128>) {
    let value = value.into();
    if value != 0 {
        put_field(out, number, |out| put_integer(out, value));
    }
}

fn put_octets(out: &mut Vec<u8>, number: u8, bytes: Option<&[u8]>) {
    if let Some(bytes) = bytes {
        put_field(out, number, |out| put(out, OCTET_STRING, bytes));
    }
}

fn put_text(out: &mut Vec<u8>, number: u8, text: &Option<CString>) {
    if let Some(text) = text {
        put_field(out, number, |out| put(out, OCTET_STRING, text.as_bytes()));
    }
}

/// The DER form; `None` for a session without a cipher.
pub fn encode(data: &Data) -> Option<Zeroizing<Vec<u8>>> {
    let mut body = Zeroizing::new(Vec::with_capacity(512));
    put_integer(&mut body, VERSION);
    put_integer(&mut body, data.version);
    let suite = data.cipher.map(|cipher| cipher.id).or(data.suite)?;
    put(&mut body, OCTET_STRING, &suite.0.to_be_bytes());
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
    put_text(&mut body, 6, &data.host_name);
    put_text(&mut body, 7, &data.psk_hint);
    put_text(&mut body, 8, &data.psk_identity);
    put_number(&mut body, 9, data.ticket_lifetime);
    put_octets(&mut body, 10, data.ticket.0.as_deref());
    if data.compression != 0 {
        put_octets(&mut body, 11, Some(&[data.compression]));
    }
    put_text(&mut body, 12, &data.srp_user);
    let extended = match data.extended_master_secret {
        true => EXTENDED_MASTER_SECRET,
        false => 0,
    };
    put_number(&mut body, 13, data.other_flags | extended);
    put_number(&mut body, 14, data.ticket_age_add);
    put_number(&mut body, 15, data.max_early_data);
    put_octets(&mut body, 16, data.alpn.0.as_deref());
    put_number(&mut body, 17, data.fragment_length);
    put_octets(&mut body, 18, data.ticket_appdata.0.as_deref());
    put_field(&mut body, 19, |out| put_integer(out, data.group));
    let mut out = Zeroizing::new(Vec::with_capacity(body.len() + 4));
    put(&mut out, SEQUENCE, &body);
    Some(out)
}

/// The reason why decoding failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecodeError {
    DerError(DerError),
    Reason(Reason),
    /// An error for which OpenSSL queues nothing.
    Unsaid,
}

impl From<DerError> for DecodeError {
    fn from(malformed: DerError) -> DecodeError {
        DecodeError::DerError(malformed)
    }
}

/// The fields of an encoding. Absent ones have a default, unless absence makes a difference.
struct Fields<'a> {
    version: u32,
    protocol: i32,
    cipher: Cow<'a, [u8]>,
    id: Cow<'a, [u8]>,
    secret: Cow<'a, [u8]>,
    time: i64,
    timeout: i64,
    peer: Option<PeerCertificates>,
    context: Option<Cow<'a, [u8]>>,
    verify_result: i32,
    host_name: Option<Cow<'a, [u8]>>,
    psk_hint: Option<Cow<'a, [u8]>>,
    psk_identity: Option<Cow<'a, [u8]>>,
    ticket_lifetime: u64,
    ticket: Option<Cow<'a, [u8]>>,
    compression: Option<Cow<'a, [u8]>>,
    srp_user: Option<Cow<'a, [u8]>>,
    flags: u64,
    ticket_age_add: u32,
    max_early_data: u32,
    alpn: Option<Cow<'a, [u8]>>,
    fragment_length: u32,
    ticket_appdata: Option<Cow<'a, [u8]>>,
    group: u32,
}

impl<'a> Fields<'a> {
    fn read(from: &mut DerReader<'a>) -> Result<Fields<'a>, DerError> {
        let version = from.required(DerReader::unsigned32)?;
        let protocol = from.required(DerReader::signed32)?;
        let cipher = from.required(DerReader::octets)?;
        let id = from.required(DerReader::octets)?;
        let secret = from.required(DerReader::octets)?;
        let _key_arg = from.implicit_octets(0)?;
        Ok(Fields {
            version,
            protocol,
            cipher,
            id,
            secret,
            time: from.field(1, DerReader::signed64)?.unwrap_or(0),
            timeout: from.field(2, DerReader::signed64)?.unwrap_or(0),
            peer: from.field(3, certificate)?,
            context: from.field(4, DerReader::octets)?,
            verify_result: from.field(5, DerReader::signed32)?.unwrap_or(0),
            host_name: from.field(6, DerReader::octets)?,
            psk_hint: from.field(7, DerReader::octets)?,
            psk_identity: from.field(8, DerReader::octets)?,
            ticket_lifetime: from.field(9, DerReader::unsigned64)?.unwrap_or(0),
            ticket: from.field(10, DerReader::octets)?,
            compression: from.field(11, DerReader::octets)?,
            srp_user: from.field(12, DerReader::octets)?,
            flags: from.field(13, DerReader::unsigned64)?.unwrap_or(0),
            ticket_age_add: from.field(14, DerReader::unsigned32)?.unwrap_or(0),
            max_early_data: from.field(15, DerReader::unsigned32)?.unwrap_or(0),
            alpn: from.field(16, DerReader::octets)?,
            fragment_length: from.field(17, DerReader::unsigned32)?.unwrap_or(0),
            ticket_appdata: from.field(18, DerReader::octets)?,
            group: from.last_field(19, DerReader::unsigned32)?.unwrap_or(0),
        })
    }
}

fn certificate(from: &mut DerReader<'_>) -> Result<PeerCertificates, DerError> {
    PeerCertificates::from_leaf(from.any()?).ok_or(DerError::WRONG_TAG)
}

/// Text ends at the first NUL.
fn text(bytes: Option<Cow<'_, [u8]>>) -> Option<CString> {
    let bytes = bytes?;
    let text = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
    Some(CString::new(text).unwrap_or_default())
}

fn octets(bytes: Option<Cow<'_, [u8]>>) -> Octets {
    Octets(bytes.map(Cow::into_owned))
}

fn owned(bytes: Option<Cow<'_, [u8]>>) -> Vec<u8> {
    bytes.map_or_else(Vec::new, Cow::into_owned)
}

/// Reads a DER form at the beginning of `der` into `data` and returns its length. On failure the fields
/// that `d2i_SSL_SESSION` sets earlier are set.
pub fn decode(der: &[u8], data: &mut Data) -> Result<usize, DecodeError> {
    let mut outer = DerReader::new(der);
    let fields = outer.sequence(Fields::read)?;
    set(data, fields)?;
    Ok(der.len() - outer.left())
}

fn set(data: &mut Data, fields: Fields<'_>) -> Result<(), DecodeError> {
    data.client = None;
    if fields.version != VERSION {
        return Err(DecodeError::Reason(Reason::UNKNOWN_SSL_VERSION));
    }
    let known = matches!(fields.protocol >> 8, 0x03 | 0xfe);
    if !known && fields.protocol != DTLS1_BAD_VER {
        return Err(DecodeError::Reason(Reason::UNSUPPORTED_SSL_VERSION));
    }
    data.version = fields.protocol;
    data.group = fields.group;
    let wrong_length = DecodeError::Reason(Reason::CIPHER_CODE_WRONG_LENGTH);
    let suite = <[u8; 2]>::try_from(&*fields.cipher).map_err(|_| wrong_length)?;
    let suite = CipherSuite(u16::from_be_bytes(suite));
    data.suite = Some(suite);
    data.cipher = Cipher::find(suite);
    if data.cipher.is_none() {
        return Err(DecodeError::Unsaid);
    }
    data.id = Id::new(&fields.id).ok_or(DecodeError::Unsaid)?;
    if fields.secret.len() > MAX_SECRET {
        return Err(DecodeError::Unsaid);
    }
    data.secret = Zeroizing::new(fields.secret.into_owned());
    data.time = match fields.time {
        0 => now(),
        time => time,
    };
    data.timeout = match fields.timeout {
        0 => ABSENT_TIMEOUT,
        timeout => timeout,
    };
    data.peer = fields.peer.unwrap_or_default();
    data.context = Id::new(&owned(fields.context)).ok_or(DecodeError::Unsaid)?;
    data.verify_result = c_long::from(fields.verify_result);
    data.host_name = text(fields.host_name);
    data.psk_hint = text(fields.psk_hint);
    data.psk_identity = text(fields.psk_identity);
    data.ticket_lifetime = fields.ticket_lifetime;
    data.ticket_age_add = fields.ticket_age_add;
    data.ticket = octets(fields.ticket);
    data.compression = match fields.compression.as_deref() {
        None => 0,
        Some([method]) => *method,
        Some(_) => return Err(DecodeError::Reason(Reason::BAD_LENGTH)),
    };
    data.srp_user = text(fields.srp_user);
    let flags = fields.flags as u32;
    data.extended_master_secret = flags & EXTENDED_MASTER_SECRET != 0;
    data.other_flags = flags & !EXTENDED_MASTER_SECRET;
    data.max_early_data = fields.max_early_data;
    data.alpn = octets(fields.alpn);
    data.fragment_length = fields.fragment_length as u8;
    data.ticket_appdata = octets(fields.ticket_appdata);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn integer(value: i64) -> Vec<u8> {
        let mut out = Vec::new();
        put_integer(&mut out, value);
        assert_eq!(DerReader::new(&out).signed64(), Ok(value));
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
            cipher: Cipher::find(CipherSuite(0x1302)),
            id: Id::new(&[7; 32]).unwrap(),
            context: Id::new(b"context").unwrap(),
            secret: Zeroizing::new(vec![9; 48]),
            time: 1_700_000_000,
            timeout: 7200,
            verify_result: 20,
            host_name: Some(CString::from(c"example.org")),
            alpn: b"h2".to_vec().into(),
            ticket: vec![5; 300].into(),
            ticket_lifetime: 7200,
            ticket_age_add: 0xdead_beef,
            ticket_appdata: b"data".to_vec().into(),
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
        let mut data = Data::default();
        assert_eq!(decode(&longer, &mut data), Ok(der.len()));
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
            assert!(decode(&der[..length], &mut Data::default()).is_err());
        }
        for at in 0..der.len() {
            for bit in 0..8 {
                let mut changed = der.to_vec();
                changed[at] ^= 1 << bit;
                let _ = decode(&changed, &mut Data::default());
            }
        }
    }

    #[test]
    fn absent_numbers_have_openssl_s_values() {
        let mut sample = sample();
        (sample.timeout, sample.time) = (0, 0);
        let mut data = Data::default();
        decode(&encode(&sample).unwrap(), &mut data).unwrap();
        assert_eq!(data.timeout, 3);
        assert!(data.time > 1_700_000_000);
    }
}
