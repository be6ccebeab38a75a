//! DANE's structures, which libssl fills and libcrypto's verifier reads (OpenSSL's `internal/dane.h`).
//!
//! OpenSSL does not document them. They have been the same since 1.1.0; 3.0 and 3.5 were compared.

use libc::{c_int, c_uchar, c_ulong};

use super::*;

/// One TLSA record.
#[repr(C)]
pub struct danetls_record {
    pub usage: u8,
    pub selector: u8,
    pub mtype: u8,
    pub data: *mut c_uchar,
    pub dlen: usize,
    /// The key of a trust anchor that is a bare public key (2 1 0); otherwise NULL.
    pub spki: *mut EVP_PKEY,
}

/// A context's matching types: two arrays that the matching type is the index of.
#[repr(C)]
pub struct dane_ctx_st {
    pub mdevp: *const *const EVP_MD,
    /// The digests' ranks: of the records with one usage and selector, the highest alone counts.
    pub mdord: *const u8,
    /// The last index.
    pub mdmax: u8,
    pub flags: c_ulong,
}

/// `ssl_dane_st`: a connection's records, and which of them matched.
#[repr(C)]
pub struct SSL_DANE {
    pub dctx: *const dane_ctx_st,
    /// `STACK_OF(danetls_record)`, in the verifier's order.
    pub trecs: *mut OPENSSL_STACK,
    /// Certificates of records (0 0 0 and 2 0 0) that may complete a chain.
    pub certs: *mut stack_st_X509,
    /// The record that matched, one of `trecs`.
    pub mtlsa: *mut danetls_record,
    /// The certificate that matched, a reference of its own.
    pub mcert: *mut X509,
    /// A bit for each usage among the records.
    pub umask: u32,
    /// The depth of what matched; -1 for none.
    pub mdpth: c_int,
    /// The depth of the trust anchor from the store; -1 for none.
    pub pdpth: c_int,
    pub flags: c_ulong,
}

extern "C-unwind" {
    pub fn EVP_MD_get_size(md: *const EVP_MD) -> c_int;
    pub fn OPENSSL_sk_insert(st: *mut OPENSSL_STACK, data: *const c_void, place: c_int) -> c_int;
    pub fn X509_STORE_CTX_set0_dane(ctx: *mut X509_STORE_CTX, dane: *mut SSL_DANE);
    pub fn d2i_PUBKEY(
        out: *mut *mut EVP_PKEY,
        bytes: *mut *const c_uchar,
        length: c_long,
    ) -> *mut EVP_PKEY;
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::mem::{align_of, offset_of, size_of};

    #[test]
    fn the_layout_is_that_of_openssl_on_64_bits() {
        assert_eq!(size_of::<danetls_record>(), 32);
        assert_eq!(align_of::<danetls_record>(), 8);
        assert_eq!(offset_of!(danetls_record, usage), 0);
        assert_eq!(offset_of!(danetls_record, selector), 1);
        assert_eq!(offset_of!(danetls_record, mtype), 2);
        assert_eq!(offset_of!(danetls_record, data), 8);
        assert_eq!(offset_of!(danetls_record, dlen), 16);
        assert_eq!(offset_of!(danetls_record, spki), 24);

        assert_eq!(size_of::<dane_ctx_st>(), 32);
        assert_eq!(offset_of!(dane_ctx_st, mdevp), 0);
        assert_eq!(offset_of!(dane_ctx_st, mdord), 8);
        assert_eq!(offset_of!(dane_ctx_st, mdmax), 16);
        assert_eq!(offset_of!(dane_ctx_st, flags), 24);

        assert_eq!(size_of::<SSL_DANE>(), 64);
        assert_eq!(offset_of!(SSL_DANE, dctx), 0);
        assert_eq!(offset_of!(SSL_DANE, trecs), 8);
        assert_eq!(offset_of!(SSL_DANE, certs), 16);
        assert_eq!(offset_of!(SSL_DANE, mtlsa), 24);
        assert_eq!(offset_of!(SSL_DANE, mcert), 32);
        assert_eq!(offset_of!(SSL_DANE, umask), 40);
        assert_eq!(offset_of!(SSL_DANE, mdpth), 44);
        assert_eq!(offset_of!(SSL_DANE, pdpth), 48);
        assert_eq!(offset_of!(SSL_DANE, flags), 56);
    }
}
