//! SSL_ctrl and its siblings, to which most of OpenSSL's macros expand (SSL_CTX_ctrl(3)).
//!
//! Each arm of a match is one command and calls one function; an unknown command gives 0.

use libc::{c_int, c_long, c_void};

use super::ctrl_certificates as certificates;
use super::ctrl_facts as facts;
use super::ctrl_sessions as sessions;
use super::ctrl_settings as settings;
use super::ctrl_status as status;
use crate::abi::{enter, entry, guard, refuse, SSL, SSL_CTX};
use crate::callbacks as cb;
use crate::connection::Connection;
use crate::constants::*;
use crate::context::version::Bound::{Highest, Lowest};
use crate::context::Context;

/// A function pointer of a callback command, before the command says which.
pub type Callback = Option<cb::Any>;

const SRP: &str = "SRP is not supported";
const CERTIFICATE_TYPES: &str = "the types of client certificates cannot be chosen";

/// Carries out a command on a connection.
///
/// `cmd` is one of `SSL_CTRL_*`; `larg` and `parg` are as the macro for the command gives them.
/// Returns what that macro documents; 0 for unknown commands. See SSL_ctrl(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_ctrl(
    ssl: *mut SSL,
    cmd: c_int,
    larg: c_long,
    parg: *mut c_void,
) -> c_long {
    // SAFETY: `parg` has the type that the command requires, by this function's contract.
    unsafe { connection(ssl, cmd, larg, parg) }
}

/// Carries out a command on a context.
///
/// As `SSL_ctrl`. With a NULL context the commands for lists of groups and signature algorithms
/// check the list. See SSL_CTX_ctrl(3).
#[entry(pointer)]
pub unsafe extern "C-unwind" fn SSL_CTX_ctrl(
    ctx: *mut SSL_CTX,
    cmd: c_int,
    larg: c_long,
    parg: *mut c_void,
) -> c_long {
    if ctx.is_null() {
        // SAFETY: `parg` has the type that the command requires, by this function's contract.
        return guard(FUNCTION, 0, || unsafe { settings::check_list(cmd, parg) });
    }
    // SAFETY: the context is live, and `parg` has the type that the command requires.
    unsafe { enter(FUNCTION, ctx, 0, |ctx| context(ctx, cmd, larg, parg)) }
}

/// Sets a callback of a connection. Returns 1, or 0 for unknown commands. See SSL_callback_ctrl(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_callback_ctrl(
    ssl: *mut SSL,
    cmd: c_int,
    fp: Option<cb::Any>,
) -> c_long {
    // SAFETY: `fp` has the type that the command requires, by this function's contract.
    unsafe { connection_callback(ssl, cmd, fp) }
}

/// Sets a callback of a context. Returns 1, or 0 for unknown commands. See
/// SSL_CTX_callback_ctrl(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_callback_ctrl(
    ctx: *mut SSL_CTX,
    cmd: c_int,
    fp: Option<cb::Any>,
) -> c_long {
    // SAFETY: `fp` has the type that the command requires, by this function's contract.
    unsafe { context_callback(ctx, cmd, fp) }
}

/// # Safety
/// `parg` has the type that the command requires.
unsafe fn connection(ssl: &Connection, cmd: c_int, larg: c_long, parg: *mut c_void) -> c_long {
    // SAFETY: each arm requires what this function's contract says about `parg`.
    unsafe {
        match cmd {
            SSL_CTRL_MODE => settings::add_mode(ssl, larg),
            SSL_CTRL_CLEAR_MODE => settings::clear_mode(ssl, larg),
            SSL_CTRL_GET_READ_AHEAD => c_long::from(ssl.configuration.read_ahead()),
            SSL_CTRL_SET_READ_AHEAD => settings::set_read_ahead(ssl, larg),
            SSL_CTRL_SET_MSG_CALLBACK_ARG => settings::set_message_arg(ssl, parg),
            SSL_CTRL_GET_MAX_CERT_LIST => settings::max_cert_list(ssl),
            SSL_CTRL_SET_MAX_CERT_LIST => settings::set_max_cert_list(ssl, larg),
            SSL_CTRL_SET_MAX_SEND_FRAGMENT => settings::set_max_send_fragment(ssl, larg),
            SSL_CTRL_SET_SPLIT_SEND_FRAGMENT => settings::set_split_send_fragment(ssl, larg),
            SSL_CTRL_SET_MAX_PIPELINES => settings::set_connection_pipelines(ssl, larg),
            SSL_CTRL_GET_MIN_PROTO_VERSION => settings::bound(ssl, Lowest),
            SSL_CTRL_SET_MIN_PROTO_VERSION => settings::set_bound(ssl, Lowest, larg),
            SSL_CTRL_GET_MAX_PROTO_VERSION => settings::bound(ssl, Highest),
            SSL_CTRL_SET_MAX_PROTO_VERSION => settings::set_bound(ssl, Highest, larg),
            SSL_CTRL_CERT_FLAGS => settings::add_cert_flags(ssl, larg),
            SSL_CTRL_CLEAR_CERT_FLAGS => settings::clear_cert_flags(ssl, larg),

            SSL_CTRL_SET_GROUPS => settings::set_groups(ssl, parg, larg),
            SSL_CTRL_SET_GROUPS_LIST => settings::set_groups_list(ssl, parg),
            SSL_CTRL_SET_SIGALGS => settings::set_sigalgs(ssl, parg, larg),
            SSL_CTRL_SET_SIGALGS_LIST => settings::set_sigalgs_list(ssl, parg),
            SSL_CTRL_SET_CLIENT_SIGALGS => settings::set_client_sigalgs(ssl, parg, larg),
            SSL_CTRL_SET_CLIENT_SIGALGS_LIST => settings::set_client_sigalgs_list(ssl, parg),
            SSL_CTRL_SET_TMP_DH => settings::set_tmp_dh(ssl, parg),
            SSL_CTRL_SET_TMP_ECDH => settings::set_tmp_ecdh(ssl, parg),
            SSL_CTRL_SET_DH_AUTO => 1,
            SSL_CTRL_SET_TMP_DH_CB => settings::not_a_ctrl(),

            SSL_CTRL_GET_RI_SUPPORT => facts::secure_renegotiation(ssl),
            SSL_CTRL_GET_EXTMS_SUPPORT => facts::extended_master_secret(ssl),
            SSL_CTRL_GET_RAW_CIPHERLIST => facts::raw_cipher_list(ssl, parg),
            SSL_CTRL_GET_GROUPS => facts::peer_groups(ssl, parg),
            SSL_CTRL_GET_SHARED_GROUP => facts::shared_group(ssl, larg),
            SSL_CTRL_GET_NEGOTIATED_GROUP => facts::negotiated_group(ssl),
            SSL_CTRL_GET_PEER_SIGNATURE_NID => facts::peer_signature(ssl, parg),
            SSL_CTRL_GET_SIGNATURE_NID => facts::signature(ssl, parg),
            facts::GET_IANA_GROUPS => facts::peer_group_numbers(ssl, parg),
            facts::GET_SIGNATURE_NAME => facts::signature_name(ssl, parg),
            facts::GET_PEER_SIGNATURE_NAME => facts::peer_signature_name(ssl, parg),
            SSL_CTRL_GET_CLIENT_CERT_TYPES => facts::client_certificate_types(ssl, parg),
            SSL_CTRL_GET_PEER_TMP_KEY => facts::peer_key_share(ssl, parg),
            SSL_CTRL_GET_TMP_KEY => facts::own_key_share(ssl, parg),
            SSL_CTRL_GET_EC_POINT_FORMATS => facts::point_formats(ssl, parg),
            SSL_CTRL_GET_NUM_RENEGOTIATIONS
            | SSL_CTRL_CLEAR_NUM_RENEGOTIATIONS
            | SSL_CTRL_GET_TOTAL_RENEGOTIATIONS => 0,
            SSL_CTRL_GET_CLIENT_CERT_REQUEST => 0,
            SSL_CTRL_GET_FLAGS => facts::flags(ssl),
            SSL_CTRL_SET_RETRY_VERIFY => facts::set_retry_verify(ssl),

            SSL_CTRL_SET_TLSEXT_HOSTNAME => settings::set_host_name(ssl, larg, parg),
            SSL_CTRL_SET_TLSEXT_DEBUG_ARG => settings::set_extension_debug_arg(ssl, parg),
            SSL_CTRL_GET_TLSEXT_STATUS_REQ_TYPE => status::connection_kind(ssl),
            SSL_CTRL_SET_TLSEXT_STATUS_REQ_TYPE => status::set_kind(ssl, larg),
            SSL_CTRL_GET_TLSEXT_STATUS_REQ_EXTS => status::extensions(ssl, parg),
            SSL_CTRL_SET_TLSEXT_STATUS_REQ_EXTS => status::set_extensions(ssl, parg),
            SSL_CTRL_GET_TLSEXT_STATUS_REQ_IDS => status::ids(ssl, parg),
            SSL_CTRL_SET_TLSEXT_STATUS_REQ_IDS => status::set_ids(ssl, parg),
            SSL_CTRL_GET_TLSEXT_STATUS_REQ_OCSP_RESP => status::response(ssl, parg),
            SSL_CTRL_SET_TLSEXT_STATUS_REQ_OCSP_RESP => status::set_response(ssl, parg, larg),

            SSL_CTRL_SET_CURRENT_CERT if larg == c_long::from(SSL_CERT_SET_SERVER) => {
                certificates::set_server(ssl)
            }
            SSL_CTRL_SET_CLIENT_CERT_TYPES if !ssl.state.is_server() => 0,
            SSL_CTRL_SET_CLIENT_CERT_TYPES if parg.is_null() || larg == 0 => 1,
            SSL_CTRL_SET_CLIENT_CERT_TYPES => refuse("SSL_ctrl", CERTIFICATE_TYPES, 0),
            // These are for DTLS only.
            SSL_CTRL_SET_MTU
            | DTLS_CTRL_GET_TIMEOUT
            | DTLS_CTRL_HANDLE_TIMEOUT
            | DTLS_CTRL_SET_LINK_MTU
            | DTLS_CTRL_GET_LINK_MIN_MTU => 0,
            _ => certificates::ctrl(ssl, cmd, larg, parg),
        }
    }
}

/// # Safety
/// `parg` has the type that the command requires.
unsafe fn context(ctx: &Context, cmd: c_int, larg: c_long, parg: *mut c_void) -> c_long {
    // SAFETY: each arm requires what this function's contract says about `parg`.
    unsafe {
        match cmd {
            SSL_CTRL_MODE => settings::add_mode(ctx, larg),
            SSL_CTRL_CLEAR_MODE => settings::clear_mode(ctx, larg),
            SSL_CTRL_GET_READ_AHEAD => c_long::from(ctx.settings().read_ahead),
            SSL_CTRL_SET_READ_AHEAD => settings::set_read_ahead(ctx, larg),
            SSL_CTRL_SET_MSG_CALLBACK_ARG => settings::set_message_arg(ctx, parg),
            SSL_CTRL_GET_MAX_CERT_LIST => settings::max_cert_list(ctx),
            SSL_CTRL_SET_MAX_CERT_LIST => settings::set_max_cert_list(ctx, larg),
            SSL_CTRL_SET_MAX_SEND_FRAGMENT => settings::set_max_send_fragment(ctx, larg),
            SSL_CTRL_SET_SPLIT_SEND_FRAGMENT => settings::set_split_send_fragment(ctx, larg),
            SSL_CTRL_SET_MAX_PIPELINES => settings::set_pipelines(ctx, larg),
            SSL_CTRL_GET_MIN_PROTO_VERSION => settings::bound(ctx, Lowest),
            SSL_CTRL_SET_MIN_PROTO_VERSION => settings::set_bound(ctx, Lowest, larg),
            SSL_CTRL_GET_MAX_PROTO_VERSION => settings::bound(ctx, Highest),
            SSL_CTRL_SET_MAX_PROTO_VERSION => settings::set_bound(ctx, Highest, larg),
            SSL_CTRL_CERT_FLAGS => settings::add_cert_flags(ctx, larg),
            SSL_CTRL_CLEAR_CERT_FLAGS => settings::clear_cert_flags(ctx, larg),

            SSL_CTRL_SET_GROUPS => settings::set_groups(ctx, parg, larg),
            SSL_CTRL_SET_GROUPS_LIST => settings::set_groups_list(ctx, parg),
            settings::GET0_IMPLEMENTED_GROUPS => settings::implemented_groups(ctx, larg, parg),
            SSL_CTRL_SET_SIGALGS => settings::set_sigalgs(ctx, parg, larg),
            SSL_CTRL_SET_SIGALGS_LIST => settings::set_sigalgs_list(ctx, parg),
            SSL_CTRL_SET_CLIENT_SIGALGS => settings::set_client_sigalgs(ctx, parg, larg),
            SSL_CTRL_SET_CLIENT_SIGALGS_LIST => settings::set_client_sigalgs_list(ctx, parg),
            SSL_CTRL_SET_TMP_DH => settings::set_tmp_dh(ctx, parg),
            SSL_CTRL_SET_TMP_ECDH => settings::set_tmp_ecdh(ctx, parg),
            SSL_CTRL_SET_DH_AUTO => 1,
            SSL_CTRL_SET_TMP_DH_CB => settings::not_a_ctrl(),

            SSL_CTRL_SET_TLSEXT_SERVERNAME_ARG => settings::set_server_name_arg(ctx, parg),
            SSL_CTRL_GET_TLSEXT_STATUS_REQ_TYPE => status::kind(ctx),
            SSL_CTRL_SET_TLSEXT_STATUS_REQ_TYPE => status::set_kind(ctx, larg),
            SSL_CTRL_GET_TLSEXT_STATUS_REQ_CB => status::callback(ctx, parg),
            SSL_CTRL_GET_TLSEXT_STATUS_REQ_CB_ARG => status::callback_arg(ctx, parg),
            SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB_ARG => status::set_callback_arg(ctx, parg),

            SSL_CTRL_SESS_NUMBER..=SSL_CTRL_SESS_CACHE_FULL
            | SSL_CTRL_SET_SESS_CACHE_SIZE..=SSL_CTRL_GET_SESS_CACHE_MODE => {
                sessions::cache(ctx, cmd, larg)
            }
            SSL_CTRL_GET_TLSEXT_TICKET_KEYS => sessions::ticket_keys(ctx, parg, larg),
            SSL_CTRL_SET_TLSEXT_TICKET_KEYS => sessions::set_ticket_keys(ctx, parg, larg),

            SSL_CTRL_SET_TLS_EXT_SRP_USERNAME if parg.is_null() => 1,
            SSL_CTRL_SET_TLS_EXT_SRP_STRENGTH if larg == 0 => 1,
            SSL_CTRL_SET_TLS_EXT_SRP_USERNAME
            | SSL_CTRL_SET_TLS_EXT_SRP_STRENGTH
            | SSL_CTRL_SET_TLS_EXT_SRP_PASSWORD => refuse("SSL_CTX_ctrl", SRP, 0),
            SSL_CTRL_SET_CLIENT_CERT_TYPES if parg.is_null() || larg == 0 => 1,
            SSL_CTRL_SET_CLIENT_CERT_TYPES => refuse("SSL_CTX_ctrl", CERTIFICATE_TYPES, 0),
            SSL_CTRL_EXTRA_CHAIN_CERT => certificates::add_extra(ctx, parg),
            SSL_CTRL_GET_EXTRA_CHAIN_CERTS => certificates::extra(ctx, parg, larg),
            SSL_CTRL_CLEAR_EXTRA_CHAIN_CERTS => certificates::clear_extra(ctx),
            _ => certificates::ctrl(ctx, cmd, larg, parg),
        }
    }
}

/// # Safety
/// `callback` has the type that the command requires.
unsafe fn connection_callback(ssl: &Connection, cmd: c_int, callback: Callback) -> c_long {
    // SAFETY: the command determines the callback's type, by this function's contract.
    unsafe {
        match cmd {
            SSL_CTRL_SET_MSG_CALLBACK => settings::set_message_callback(ssl, callback),
            SSL_CTRL_SET_NOT_RESUMABLE_SESS_CB => settings::set_not_resumable(ssl, callback),
            SSL_CTRL_SET_TMP_DH_CB => 1,
            SSL_CTRL_SET_TLSEXT_DEBUG_CB => settings::set_extension_debug(ssl, callback),
            _ => 0,
        }
    }
}

/// # Safety
/// `callback` has the type that the command requires.
unsafe fn context_callback(ctx: &Context, cmd: c_int, callback: Callback) -> c_long {
    // SAFETY: the command determines the callback's type, by this function's contract.
    unsafe {
        match cmd {
            SSL_CTRL_SET_MSG_CALLBACK => settings::set_message_callback(ctx, callback),
            SSL_CTRL_SET_NOT_RESUMABLE_SESS_CB => settings::set_not_resumable(ctx, callback),
            SSL_CTRL_SET_TLSEXT_SERVERNAME_CB => settings::set_server_name_callback(ctx, callback),
            SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB => status::set_callback(ctx, callback),
            SSL_CTRL_SET_TLSEXT_TICKET_KEY_CB => sessions::set_ticket_callback(ctx, callback),
            SSL_CTRL_SET_TMP_DH_CB => 1,
            SSL_CTRL_SET_TLS_EXT_SRP_USERNAME_CB
            | SSL_CTRL_SET_SRP_VERIFY_PARAM_CB
            | SSL_CTRL_SET_SRP_GIVE_CLIENT_PWD_CB => match callback {
                Some(_) => refuse("SSL_CTX_callback_ctrl", SRP, 0),
                None => 1,
            },
            _ => 0,
        }
    }
}
