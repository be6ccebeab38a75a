//! Names of alerts (SSL_alert_type_string(3)).

use std::ffi::CStr;

use libc::{c_char, c_int};

use crate::abi::entry;
use crate::constants::*;

/// OpenSSL 3.0's names of alerts: two letters and the long form.
const ALERTS: &[(c_int, &CStr, &CStr)] = &[
    (SSL_AD_CLOSE_NOTIFY, c"CN", c"close notify"),
    (SSL_AD_UNEXPECTED_MESSAGE, c"UM", c"unexpected_message"),
    (SSL_AD_BAD_RECORD_MAC, c"BM", c"bad record mac"),
    (SSL_AD_DECRYPTION_FAILED, c"DC", c"decryption failed"),
    (SSL_AD_RECORD_OVERFLOW, c"RO", c"record overflow"),
    (
        SSL_AD_DECOMPRESSION_FAILURE,
        c"DF",
        c"decompression failure",
    ),
    (SSL_AD_HANDSHAKE_FAILURE, c"HF", c"handshake failure"),
    (SSL_AD_NO_CERTIFICATE, c"NC", c"no certificate"),
    (SSL_AD_BAD_CERTIFICATE, c"BC", c"bad certificate"),
    (
        SSL_AD_UNSUPPORTED_CERTIFICATE,
        c"UC",
        c"unsupported certificate",
    ),
    (SSL_AD_CERTIFICATE_REVOKED, c"CR", c"certificate revoked"),
    (SSL_AD_CERTIFICATE_EXPIRED, c"CE", c"certificate expired"),
    (SSL_AD_CERTIFICATE_UNKNOWN, c"CU", c"certificate unknown"),
    (SSL_AD_ILLEGAL_PARAMETER, c"IP", c"illegal parameter"),
    (SSL_AD_UNKNOWN_CA, c"CA", c"unknown CA"),
    (SSL_AD_ACCESS_DENIED, c"AD", c"access denied"),
    (SSL_AD_DECODE_ERROR, c"DE", c"decode error"),
    (SSL_AD_DECRYPT_ERROR, c"CY", c"decrypt error"),
    (SSL_AD_EXPORT_RESTRICTION, c"ER", c"export restriction"),
    (SSL_AD_PROTOCOL_VERSION, c"PV", c"protocol version"),
    (
        SSL_AD_INSUFFICIENT_SECURITY,
        c"IS",
        c"insufficient security",
    ),
    (SSL_AD_INTERNAL_ERROR, c"IE", c"internal error"),
    (SSL_AD_USER_CANCELLED, c"US", c"user canceled"),
    (SSL_AD_NO_RENEGOTIATION, c"NR", c"no renegotiation"),
    (
        SSL_AD_UNSUPPORTED_EXTENSION,
        c"UE",
        c"unsupported extension",
    ),
    (
        SSL_AD_CERTIFICATE_UNOBTAINABLE,
        c"CO",
        c"certificate unobtainable",
    ),
    (SSL_AD_UNRECOGNIZED_NAME, c"UN", c"unrecognized name"),
    (
        SSL_AD_BAD_CERTIFICATE_STATUS_RESPONSE,
        c"BR",
        c"bad certificate status response",
    ),
    (
        SSL_AD_BAD_CERTIFICATE_HASH_VALUE,
        c"BH",
        c"bad certificate hash value",
    ),
    (SSL_AD_UNKNOWN_PSK_IDENTITY, c"UP", c"unknown PSK identity"),
    (
        SSL_AD_NO_APPLICATION_PROTOCOL,
        c"UK",
        c"no application protocol",
    ),
];

fn level(value: c_int) -> (&'static CStr, &'static CStr) {
    match value >> 8 {
        SSL3_AL_WARNING => (c"W", c"warning"),
        SSL3_AL_FATAL => (c"F", c"fatal"),
        _ => (c"U", c"unknown"),
    }
}

fn description(value: c_int) -> (&'static CStr, &'static CStr) {
    ALERTS
        .iter()
        .find(|alert| alert.0 == value & 0xff)
        .map_or((c"UK", c"unknown"), |alert| (alert.1, alert.2))
}

/// The level of an alert as a letter: "W", "F", or "U" for unknown.
///
/// `value` is the info callback's value: the level from bit 8 on, the description below it. Returns
/// a static string, never NULL. See SSL_alert_type_string(3).
#[entry]
pub extern "C-unwind" fn SSL_alert_type_string(value: c_int) -> *const c_char {
    level(value).0.as_ptr()
}

/// The level of an alert: "warning", "fatal" or "unknown".
///
/// As `SSL_alert_type_string`. See SSL_alert_type_string(3).
#[entry]
pub extern "C-unwind" fn SSL_alert_type_string_long(value: c_int) -> *const c_char {
    level(value).1.as_ptr()
}

/// The description of an alert in two letters, "UK" for an unknown one.
///
/// Only the lower 8 bits of `value` are used. Returns a static string, never NULL. See
/// SSL_alert_type_string(3).
#[entry]
pub extern "C-unwind" fn SSL_alert_desc_string(value: c_int) -> *const c_char {
    description(value).0.as_ptr()
}

/// The description of an alert, such as "close notify", or "unknown".
///
/// As `SSL_alert_desc_string`. See SSL_alert_type_string(3).
#[entry]
pub extern "C-unwind" fn SSL_alert_desc_string_long(value: c_int) -> *const c_char {
    description(value).1.as_ptr()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        assert_eq!(description(0x100), (c"CN", c"close notify"));
        assert_eq!(description(48), (c"CA", c"unknown CA"));
        assert_eq!(description(109), (c"UK", c"unknown"));
        assert_eq!(level(0x230), (c"F", c"fatal"));
        assert_eq!(level(0x100), (c"W", c"warning"));
        assert_eq!(level(7), (c"U", c"unknown"));
    }
}
