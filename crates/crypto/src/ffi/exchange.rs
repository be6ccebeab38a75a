//! Key exchange: keys from numbers, their checks, RSA encryption, KEMs, random bytes.

use libc::{c_char, c_int, c_uchar, c_uint, size_t};

use super::*;

pub enum OSSL_PARAM_BLD {}

/// A selection of `EVP_PKEY_fromdata`.
pub const EVP_PKEY_KEY_PARAMETERS: c_int = 0x84;
/// Another.
pub const EVP_PKEY_KEYPAIR: c_int = EVP_PKEY_KEY_PARAMETERS | 0x03;
pub const RSA_PKCS1_WITH_TLS_PADDING: c_int = 7;

extern "C-unwind" {
    pub fn BN_bin2bn(bytes: *const c_uchar, length: c_int, number: *mut BIGNUM) -> *mut BIGNUM;
    pub fn BN_bn2bin(number: *const BIGNUM, out: *mut c_uchar) -> c_int;
    pub fn BN_free(number: *mut BIGNUM);
    pub fn BN_get_rfc2409_prime_1024(number: *mut BIGNUM) -> *mut BIGNUM;
    pub fn BN_get_rfc3526_prime_2048(number: *mut BIGNUM) -> *mut BIGNUM;
    pub fn BN_get_rfc3526_prime_3072(number: *mut BIGNUM) -> *mut BIGNUM;
    pub fn BN_get_rfc3526_prime_4096(number: *mut BIGNUM) -> *mut BIGNUM;
    pub fn BN_get_rfc3526_prime_8192(number: *mut BIGNUM) -> *mut BIGNUM;
    pub fn BN_num_bits(number: *const BIGNUM) -> c_int;
    pub fn EVP_PKEY_CTX_set_dh_pad(ctx: *mut EVP_PKEY_CTX, pad: c_int) -> c_int;
    pub fn EVP_PKEY_CTX_set_params(ctx: *mut EVP_PKEY_CTX, parameters: *const OSSL_PARAM) -> c_int;
    pub fn EVP_PKEY_decapsulate(
        ctx: *mut EVP_PKEY_CTX,
        secret: *mut c_uchar,
        secret_length: *mut size_t,
        wrapped: *const c_uchar,
        wrapped_length: size_t,
    ) -> c_int;
    pub fn EVP_PKEY_decapsulate_init(
        ctx: *mut EVP_PKEY_CTX,
        parameters: *const OSSL_PARAM,
    ) -> c_int;
    pub fn EVP_PKEY_decrypt(
        ctx: *mut EVP_PKEY_CTX,
        out: *mut c_uchar,
        out_length: *mut size_t,
        bytes: *const c_uchar,
        length: size_t,
    ) -> c_int;
    pub fn EVP_PKEY_decrypt_init(ctx: *mut EVP_PKEY_CTX) -> c_int;
    pub fn EVP_PKEY_encapsulate(
        ctx: *mut EVP_PKEY_CTX,
        wrapped: *mut c_uchar,
        wrapped_length: *mut size_t,
        secret: *mut c_uchar,
        secret_length: *mut size_t,
    ) -> c_int;
    pub fn EVP_PKEY_encapsulate_init(
        ctx: *mut EVP_PKEY_CTX,
        parameters: *const OSSL_PARAM,
    ) -> c_int;
    pub fn EVP_PKEY_encrypt(
        ctx: *mut EVP_PKEY_CTX,
        out: *mut c_uchar,
        out_length: *mut size_t,
        bytes: *const c_uchar,
        length: size_t,
    ) -> c_int;
    pub fn EVP_PKEY_encrypt_init(ctx: *mut EVP_PKEY_CTX) -> c_int;
    pub fn EVP_PKEY_fromdata(
        ctx: *mut EVP_PKEY_CTX,
        key: *mut *mut EVP_PKEY,
        selection: c_int,
        parameters: *mut OSSL_PARAM,
    ) -> c_int;
    pub fn EVP_PKEY_fromdata_init(ctx: *mut EVP_PKEY_CTX) -> c_int;
    pub fn EVP_PKEY_get_bn_param(
        key: *const EVP_PKEY,
        name: *const c_char,
        number: *mut *mut BIGNUM,
    ) -> c_int;
    pub fn EVP_PKEY_get_size(key: *const EVP_PKEY) -> c_int;
    pub fn EVP_PKEY_new_raw_private_key_ex(
        ctx: *mut OSSL_LIB_CTX,
        keys: *const c_char,
        query: *const c_char,
        private: *const c_uchar,
        length: size_t,
    ) -> *mut EVP_PKEY;
    pub fn EVP_PKEY_param_check_quick(ctx: *mut EVP_PKEY_CTX) -> c_int;
    pub fn EVP_PKEY_public_check(ctx: *mut EVP_PKEY_CTX) -> c_int;
    pub fn OSSL_PARAM_BLD_free(builder: *mut OSSL_PARAM_BLD);
    pub fn OSSL_PARAM_BLD_new() -> *mut OSSL_PARAM_BLD;
    pub fn OSSL_PARAM_BLD_push_BN(
        builder: *mut OSSL_PARAM_BLD,
        name: *const c_char,
        number: *const BIGNUM,
    ) -> c_int;
    pub fn OSSL_PARAM_BLD_push_utf8_string(
        builder: *mut OSSL_PARAM_BLD,
        name: *const c_char,
        value: *const c_char,
        size: size_t,
    ) -> c_int;
    pub fn OSSL_PARAM_BLD_to_param(builder: *mut OSSL_PARAM_BLD) -> *mut OSSL_PARAM;
    pub fn OSSL_PARAM_construct_uint(name: *const c_char, value: *mut c_uint) -> OSSL_PARAM;
    pub fn OSSL_PARAM_free(parameters: *mut OSSL_PARAM);
}
