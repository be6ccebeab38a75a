/* Getters of a connection's settings. */
#include "lent.h"

void ask_verify_param(X509_VERIFY_PARAM *param) {
    const char *host, *peer;

    if (param == NULL)
        return;
    asking("X509_VERIFY_PARAM");
    host = X509_VERIFY_PARAM_get0_host(param, 0);
    peer = X509_VERIFY_PARAM_get0_peername(param);
    lent_text("X509_VERIFY_PARAM_get0_host", host);
    lent_text("X509_VERIFY_PARAM_get0_peername", peer);
    answer("depth %d, flags %lx, hostflags %x, inherit %x, level %d, host %s, peer %s",
           X509_VERIFY_PARAM_get_depth(param), X509_VERIFY_PARAM_get_flags(param),
           X509_VERIFY_PARAM_get_hostflags(param), X509_VERIFY_PARAM_get_inh_flags(param),
           X509_VERIFY_PARAM_get_auth_level(param), host != NULL ? host : "NULL",
           peer != NULL ? peer : "NULL");
}

static void ask_stores(SSL *ssl) {
    X509_STORE *store = NULL;
    STACK_OF(X509) *chain = NULL;
    long ret;

    asking("SSL_get0_verify_cert_store");
    ret = SSL_get0_verify_cert_store(ssl, &store);
    lent_object("SSL_get0_verify_cert_store", store);
    answer("%ld, %s", ret, store != NULL ? "set" : "NULL");
    store = NULL;
    asking("SSL_get0_chain_cert_store");
    ret = SSL_get0_chain_cert_store(ssl, &store);
    lent_object("SSL_get0_chain_cert_store", store);
    answer("%ld, %s", ret, store != NULL ? "set" : "NULL");
    asking("SSL_get0_chain_certs");
    ret = SSL_get0_chain_certs(ssl, &chain);
    lent_certificates("SSL_get0_chain_certs", chain);
    answer("%ld, %s", ret, chain != NULL ? "set" : "NULL");
}

void ask_settings(SSL *ssl) {
    POINTER(SSL_get_SSL_CTX, ssl);
    NUMBER(SSL_get_options, ssl);
    NUMBER(SSL_get_mode, ssl);
    NUMBER(SSL_get_min_proto_version, ssl);
    NUMBER(SSL_get_max_proto_version, ssl);
    NUMBER(SSL_get_max_cert_list, ssl);
    NUMBER(SSL_get_quiet_shutdown, ssl);
    NUMBER(SSL_get_read_ahead, ssl);
    NUMBER(SSL_get_verify_mode, ssl);
    NUMBER(SSL_get_verify_depth, ssl);
    POINTER(SSL_get_verify_callback, ssl);
    POINTER(SSL_get_info_callback, ssl);
    NUMBER(SSL_get_security_level, ssl);
    POINTER(SSL_get_security_callback, ssl);
    POINTER(SSL_get0_security_ex_data, ssl);
    POINTER(SSL_get_default_passwd_cb, ssl);
    POINTER(SSL_get_default_passwd_cb_userdata, ssl);
    POINTER(SSL_get_record_padding_callback_arg, ssl);
    NUMBER(SSL_get_num_tickets, ssl);
    NUMBER(SSL_get_max_early_data, ssl);
    NUMBER(SSL_get_recv_max_early_data, ssl);
    NUMBER(SSL_get_default_timeout, ssl);
    NUMBER(SSL_ct_is_enabled, ssl);
    POINTER(SSL_get_ex_data, ssl, 0);
    POINTER(SSL_get_ex_data, ssl, 50);
    ASK(certificate, SSL_get_certificate, ssl);
    ASK(key, SSL_get_privatekey, ssl);
    NUMBER(SSL_check_private_key, ssl);
    ask_stores(ssl);
    POINTER(SSL_get0_param, ssl);
    ask_verify_param(SSL_get0_param(ssl));
}
