/* Commands of the SSL_CTX, each with its number. */
#define SSL_CTX_add0_chain_cert(ctx, x509) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_CHAIN_CERT, 0, (void *)(x509))
#define SSL_CTX_add1_chain_cert(ctx, x509) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_CHAIN_CERT, 1, (void *)(x509))
#define SSL_CTX_add_extra_chain_cert(ctx, x509) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_EXTRA_CHAIN_CERT, 0, (void *)(x509))
#define SSL_CTX_build_cert_chain(ctx, flags) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_BUILD_CERT_CHAIN, (flags), NULL)
#define SSL_CTX_clear_cert_flags(ctx, op) SSL_CTX_ctrl((ctx), SSL_CTRL_CLEAR_CERT_FLAGS, (op), NULL)
#define SSL_CTX_clear_extra_chain_certs(ctx) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_CLEAR_EXTRA_CHAIN_CERTS, 0, NULL)
#define SSL_CTX_clear_mode(ctx, op) SSL_CTX_ctrl((ctx), SSL_CTRL_CLEAR_MODE, (op), NULL)
#define SSL_CTX_get0_chain_cert_store(ctx, st) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_GET_CHAIN_CERT_STORE, 0, (void *)(st))
#define SSL_CTX_get0_chain_certs(ctx, px509) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_GET_CHAIN_CERTS, 0, (void *)(px509))
#define SSL_CTX_get0_verify_cert_store(ctx, st) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_GET_VERIFY_CERT_STORE, 0, (void *)(st))
#define SSL_CTX_get_extra_chain_certs(ctx, px509) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_GET_EXTRA_CHAIN_CERTS, 0, (void *)(px509))
#define SSL_CTX_get_extra_chain_certs_only(ctx, px509) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_GET_EXTRA_CHAIN_CERTS, 1, (void *)(px509))
#define SSL_CTX_get_max_cert_list(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_GET_MAX_CERT_LIST, 0, NULL)
#define SSL_CTX_get_max_proto_version(ctx) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_GET_MAX_PROTO_VERSION, 0, NULL)
#define SSL_CTX_get_min_proto_version(ctx) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_GET_MIN_PROTO_VERSION, 0, NULL)
#define SSL_CTX_get_mode(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_MODE, 0, NULL)
#define SSL_CTX_get_read_ahead(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_GET_READ_AHEAD, 0, NULL)
#define SSL_CTX_get_session_cache_mode(ctx) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_GET_SESS_CACHE_MODE, 0, NULL)
#define SSL_CTX_get_tlsext_status_arg(ctx, arg) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_GET_TLSEXT_STATUS_REQ_CB_ARG, 0, (void *)(arg))
#define SSL_CTX_get_tlsext_status_cb(ctx, cb) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_GET_TLSEXT_STATUS_REQ_CB, 0, (void *)(cb))
#define SSL_CTX_get_tlsext_status_type(ctx) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_GET_TLSEXT_STATUS_REQ_TYPE, 0, NULL)
#define SSL_CTX_get_tlsext_ticket_keys(ctx, keys, keylen) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_GET_TLSEXT_TICKET_KEYS, (keylen), (void *)(keys))
#define SSL_CTX_select_current_cert(ctx, x509) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SELECT_CURRENT_CERT, 0, (void *)(x509))
#define SSL_CTX_sess_accept(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_ACCEPT, 0, NULL)
#define SSL_CTX_sess_accept_good(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_ACCEPT_GOOD, 0, NULL)
#define SSL_CTX_sess_accept_renegotiate(ctx) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_ACCEPT_RENEGOTIATE, 0, NULL)
#define SSL_CTX_sess_cache_full(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_CACHE_FULL, 0, NULL)
#define SSL_CTX_sess_cb_hits(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_CB_HIT, 0, NULL)
#define SSL_CTX_sess_connect(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_CONNECT, 0, NULL)
#define SSL_CTX_sess_connect_good(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_CONNECT_GOOD, 0, NULL)
#define SSL_CTX_sess_connect_renegotiate(ctx) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_CONNECT_RENEGOTIATE, 0, NULL)
#define SSL_CTX_sess_get_cache_size(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_GET_SESS_CACHE_SIZE, 0, NULL)
#define SSL_CTX_sess_hits(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_HIT, 0, NULL)
#define SSL_CTX_sess_misses(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_MISSES, 0, NULL)
#define SSL_CTX_sess_number(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_NUMBER, 0, NULL)
#define SSL_CTX_sess_set_cache_size(ctx, t) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_SESS_CACHE_SIZE, (t), NULL)
#define SSL_CTX_sess_timeouts(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_TIMEOUTS, 0, NULL)
#define SSL_CTX_set0_chain(ctx, sk) SSL_CTX_ctrl((ctx), SSL_CTRL_CHAIN, 0, (void *)(sk))
#define SSL_CTX_set0_chain_cert_store(ctx, st) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_CHAIN_CERT_STORE, 0, (void *)(st))
#define SSL_CTX_set0_verify_cert_store(ctx, st) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_VERIFY_CERT_STORE, 0, (void *)(st))
#define SSL_CTX_set1_chain(ctx, sk) SSL_CTX_ctrl((ctx), SSL_CTRL_CHAIN, 1, (void *)(sk))
#define SSL_CTX_set1_chain_cert_store(ctx, st) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_CHAIN_CERT_STORE, 1, (void *)(st))
#define SSL_CTX_set1_client_certificate_types(ctx, clist, clistlen) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_CLIENT_CERT_TYPES, (clistlen), (void *)(clist))
#define SSL_CTX_set1_client_sigalgs(ctx, slist, slistlen) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_CLIENT_SIGALGS, (slistlen), (void *)(slist))
#define SSL_CTX_set1_client_sigalgs_list(ctx, s) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_CLIENT_SIGALGS_LIST, 0, (void *)(s))
#define SSL_CTX_set1_groups(ctx, glist, glistlen) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_GROUPS, (glistlen), (void *)(glist))
#define SSL_CTX_set1_groups_list(ctx, s) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_GROUPS_LIST, 0, (void *)(s))
#define SSL_CTX_set1_sigalgs(ctx, slist, slistlen) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_SIGALGS, (slistlen), (void *)(slist))
#define SSL_CTX_set1_sigalgs_list(ctx, s) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_SIGALGS_LIST, 0, (void *)(s))
#define SSL_CTX_set1_verify_cert_store(ctx, st) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_VERIFY_CERT_STORE, 1, (void *)(st))
#define SSL_CTX_set_cert_flags(ctx, op) SSL_CTX_ctrl((ctx), SSL_CTRL_CERT_FLAGS, (op), NULL)
#define SSL_CTX_set_current_cert(ctx, op) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_CURRENT_CERT, (op), NULL)
#define SSL_CTX_set_dh_auto(ctx, onoff) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_DH_AUTO, (onoff), NULL)
#define SSL_CTX_set_max_cert_list(ctx, m) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_MAX_CERT_LIST, (m), NULL)
#define SSL_CTX_set_max_pipelines(ctx, m) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_MAX_PIPELINES, (m), NULL)
#define SSL_CTX_set_max_proto_version(ctx, version) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_MAX_PROTO_VERSION, (version), NULL)
#define SSL_CTX_set_max_send_fragment(ctx, m) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_MAX_SEND_FRAGMENT, (m), NULL)
#define SSL_CTX_set_min_proto_version(ctx, version) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_MIN_PROTO_VERSION, (version), NULL)
#define SSL_CTX_set_mode(ctx, op) SSL_CTX_ctrl((ctx), SSL_CTRL_MODE, (op), NULL)
#define SSL_CTX_set_msg_callback_arg(ctx, arg) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_MSG_CALLBACK_ARG, 0, (void *)(arg))
#define SSL_CTX_set_read_ahead(ctx, m) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_READ_AHEAD, (m), NULL)
#define SSL_CTX_set_session_cache_mode(ctx, m) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_SESS_CACHE_MODE, (m), NULL)
#define SSL_CTX_set_split_send_fragment(ctx, m) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_SPLIT_SEND_FRAGMENT, (m), NULL)
#define SSL_CTX_set_tlsext_servername_arg(ctx, arg) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_TLSEXT_SERVERNAME_ARG, 0, (void *)(arg))
#define SSL_CTX_set_tlsext_servername_callback(ctx, cb) \
    SSL_CTX_callback_ctrl((ctx), SSL_CTRL_SET_TLSEXT_SERVERNAME_CB, (void (*)(void))(cb))
#define SSL_CTX_set_tlsext_status_arg(ctx, arg) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB_ARG, 0, (void *)(arg))
#define SSL_CTX_set_tlsext_status_cb(ctx, cb) \
    SSL_CTX_callback_ctrl((ctx), SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB, (void (*)(void))(cb))
#define SSL_CTX_set_tlsext_status_type(ctx, type) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_TLSEXT_STATUS_REQ_TYPE, (type), NULL)
#define SSL_CTX_set_tlsext_ticket_key_cb(ctx, cb) \
    SSL_CTX_callback_ctrl((ctx), SSL_CTRL_SET_TLSEXT_TICKET_KEY_CB, (void (*)(void))(cb))
#define SSL_CTX_set_tlsext_ticket_keys(ctx, keys, keylen) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_TLSEXT_TICKET_KEYS, (keylen), (void *)(keys))
#define SSL_CTX_set_tmp_dh(ctx, dh) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_TMP_DH, 0, (void *)(dh))
#define SSL_CTX_set_tmp_ecdh(ctx, ecdh) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_TMP_ECDH, 0, (void *)(ecdh))

/* Commands of the SSL. */
#define DTLS_get_link_min_mtu(ssl) SSL_ctrl((ssl), DTLS_CTRL_GET_LINK_MIN_MTU, 0, NULL)
#define DTLS_set_link_mtu(ssl, mtu) SSL_ctrl((ssl), DTLS_CTRL_SET_LINK_MTU, (mtu), NULL)
#define DTLSv1_get_timeout(ssl, arg) SSL_ctrl((ssl), DTLS_CTRL_GET_TIMEOUT, 0, (void *)(arg))
#define DTLSv1_handle_timeout(ssl) SSL_ctrl((ssl), DTLS_CTRL_HANDLE_TIMEOUT, 0, NULL)
#define SSL_add0_chain_cert(ssl, x509) SSL_ctrl((ssl), SSL_CTRL_CHAIN_CERT, 0, (void *)(x509))
#define SSL_add1_chain_cert(ssl, x509) SSL_ctrl((ssl), SSL_CTRL_CHAIN_CERT, 1, (void *)(x509))
#define SSL_build_cert_chain(ssl, flags) SSL_ctrl((ssl), SSL_CTRL_BUILD_CERT_CHAIN, (flags), NULL)
#define SSL_clear_cert_flags(ssl, op) SSL_ctrl((ssl), SSL_CTRL_CLEAR_CERT_FLAGS, (op), NULL)
#define SSL_clear_mode(ssl, op) SSL_ctrl((ssl), SSL_CTRL_CLEAR_MODE, (op), NULL)
#define SSL_clear_num_renegotiations(ssl) \
    SSL_ctrl((ssl), SSL_CTRL_CLEAR_NUM_RENEGOTIATIONS, 0, NULL)
#define SSL_get0_certificate_types(ssl, clist) \
    SSL_ctrl((ssl), SSL_CTRL_GET_CLIENT_CERT_TYPES, 0, (void *)(clist))
#define SSL_get0_chain_cert_store(ssl, st) \
    SSL_ctrl((ssl), SSL_CTRL_GET_CHAIN_CERT_STORE, 0, (void *)(st))
#define SSL_get0_chain_certs(ssl, px509) \
    SSL_ctrl((ssl), SSL_CTRL_GET_CHAIN_CERTS, 0, (void *)(px509))
#define SSL_get0_ec_point_formats(ssl, plst) \
    SSL_ctrl((ssl), SSL_CTRL_GET_EC_POINT_FORMATS, 0, (void *)(plst))
#define SSL_get0_raw_cipherlist(ssl, plst) \
    SSL_ctrl((ssl), SSL_CTRL_GET_RAW_CIPHERLIST, 0, (void *)(plst))
#define SSL_get0_verify_cert_store(ssl, st) \
    SSL_ctrl((ssl), SSL_CTRL_GET_VERIFY_CERT_STORE, 0, (void *)(st))
#define SSL_get1_groups(ssl, glist) SSL_ctrl((ssl), SSL_CTRL_GET_GROUPS, 0, (void *)(glist))
#define SSL_get_extms_support(ssl) SSL_ctrl((ssl), SSL_CTRL_GET_EXTMS_SUPPORT, 0, NULL)
#define SSL_get_max_cert_list(ssl) SSL_ctrl((ssl), SSL_CTRL_GET_MAX_CERT_LIST, 0, NULL)
#define SSL_get_max_proto_version(ssl) SSL_ctrl((ssl), SSL_CTRL_GET_MAX_PROTO_VERSION, 0, NULL)
#define SSL_get_min_proto_version(ssl) SSL_ctrl((ssl), SSL_CTRL_GET_MIN_PROTO_VERSION, 0, NULL)
#define SSL_get_mode(ssl) SSL_ctrl((ssl), SSL_CTRL_MODE, 0, NULL)
#define SSL_get_negotiated_group(ssl) SSL_ctrl((ssl), SSL_CTRL_GET_NEGOTIATED_GROUP, 0, NULL)
#define SSL_get_peer_signature_nid(ssl, pn) \
    SSL_ctrl((ssl), SSL_CTRL_GET_PEER_SIGNATURE_NID, 0, (void *)(pn))
#define SSL_get_peer_tmp_key(ssl, pk) SSL_ctrl((ssl), SSL_CTRL_GET_PEER_TMP_KEY, 0, (void *)(pk))
#define SSL_get_secure_renegotiation_support(ssl) SSL_ctrl((ssl), SSL_CTRL_GET_RI_SUPPORT, 0, NULL)
#define SSL_get_shared_group(ssl, n) SSL_ctrl((ssl), SSL_CTRL_GET_SHARED_GROUP, (n), NULL)
#define SSL_get_signature_nid(ssl, pn) SSL_ctrl((ssl), SSL_CTRL_GET_SIGNATURE_NID, 0, (void *)(pn))
#define SSL_get_tlsext_status_exts(ssl, arg) \
    SSL_ctrl((ssl), SSL_CTRL_GET_TLSEXT_STATUS_REQ_EXTS, 0, (void *)(arg))
#define SSL_get_tlsext_status_ids(ssl, arg) \
    SSL_ctrl((ssl), SSL_CTRL_GET_TLSEXT_STATUS_REQ_IDS, 0, (void *)(arg))
#define SSL_get_tlsext_status_ocsp_resp(ssl, arg) \
    SSL_ctrl((ssl), SSL_CTRL_GET_TLSEXT_STATUS_REQ_OCSP_RESP, 0, (void *)(arg))
#define SSL_get_tlsext_status_type(ssl) \
    SSL_ctrl((ssl), SSL_CTRL_GET_TLSEXT_STATUS_REQ_TYPE, 0, NULL)
#define SSL_get_tmp_key(ssl, pk) SSL_ctrl((ssl), SSL_CTRL_GET_TMP_KEY, 0, (void *)(pk))
#define SSL_num_renegotiations(ssl) SSL_ctrl((ssl), SSL_CTRL_GET_NUM_RENEGOTIATIONS, 0, NULL)
#define SSL_select_current_cert(ssl, x509) \
    SSL_ctrl((ssl), SSL_CTRL_SELECT_CURRENT_CERT, 0, (void *)(x509))
#define SSL_set0_chain(ssl, sk) SSL_ctrl((ssl), SSL_CTRL_CHAIN, 0, (void *)(sk))
#define SSL_set0_chain_cert_store(ssl, st) \
    SSL_ctrl((ssl), SSL_CTRL_SET_CHAIN_CERT_STORE, 0, (void *)(st))
#define SSL_set0_verify_cert_store(ssl, st) \
    SSL_ctrl((ssl), SSL_CTRL_SET_VERIFY_CERT_STORE, 0, (void *)(st))
#define SSL_set1_chain(ssl, sk) SSL_ctrl((ssl), SSL_CTRL_CHAIN, 1, (void *)(sk))
#define SSL_set1_chain_cert_store(ssl, st) \
    SSL_ctrl((ssl), SSL_CTRL_SET_CHAIN_CERT_STORE, 1, (void *)(st))
#define SSL_set1_client_certificate_types(ssl, clist, clistlen) \
    SSL_ctrl((ssl), SSL_CTRL_SET_CLIENT_CERT_TYPES, (clistlen), (void *)(clist))
#define SSL_set1_client_sigalgs(ssl, slist, slistlen) \
    SSL_ctrl((ssl), SSL_CTRL_SET_CLIENT_SIGALGS, (slistlen), (void *)(slist))
#define SSL_set1_client_sigalgs_list(ssl, str) \
    SSL_ctrl((ssl), SSL_CTRL_SET_CLIENT_SIGALGS_LIST, 0, (void *)(str))
#define SSL_set1_groups(ssl, glist, glistlen) \
    SSL_ctrl((ssl), SSL_CTRL_SET_GROUPS, (glistlen), (void *)(glist))
#define SSL_set1_groups_list(ssl, str) SSL_ctrl((ssl), SSL_CTRL_SET_GROUPS_LIST, 0, (void *)(str))
#define SSL_set1_sigalgs(ssl, slist, slistlen) \
    SSL_ctrl((ssl), SSL_CTRL_SET_SIGALGS, (slistlen), (void *)(slist))
#define SSL_set1_sigalgs_list(ssl, str) SSL_ctrl((ssl), SSL_CTRL_SET_SIGALGS_LIST, 0, (void *)(str))
#define SSL_set1_verify_cert_store(ssl, st) \
    SSL_ctrl((ssl), SSL_CTRL_SET_VERIFY_CERT_STORE, 1, (void *)(st))
#define SSL_set_cert_flags(ssl, op) SSL_ctrl((ssl), SSL_CTRL_CERT_FLAGS, (op), NULL)
#define SSL_set_current_cert(ssl, op) SSL_ctrl((ssl), SSL_CTRL_SET_CURRENT_CERT, (op), NULL)
#define SSL_set_dh_auto(ssl, onoff) SSL_ctrl((ssl), SSL_CTRL_SET_DH_AUTO, (onoff), NULL)
#define SSL_set_max_cert_list(ssl, m) SSL_ctrl((ssl), SSL_CTRL_SET_MAX_CERT_LIST, (m), NULL)
#define SSL_set_max_pipelines(ssl, m) SSL_ctrl((ssl), SSL_CTRL_SET_MAX_PIPELINES, (m), NULL)
#define SSL_set_max_proto_version(ssl, version) \
    SSL_ctrl((ssl), SSL_CTRL_SET_MAX_PROTO_VERSION, (version), NULL)
#define SSL_set_max_send_fragment(ssl, m) SSL_ctrl((ssl), SSL_CTRL_SET_MAX_SEND_FRAGMENT, (m), NULL)
#define SSL_set_min_proto_version(ssl, version) \
    SSL_ctrl((ssl), SSL_CTRL_SET_MIN_PROTO_VERSION, (version), NULL)
#define SSL_set_mode(ssl, op) SSL_ctrl((ssl), SSL_CTRL_MODE, (op), NULL)
#define SSL_set_msg_callback_arg(ssl, arg) \
    SSL_ctrl((ssl), SSL_CTRL_SET_MSG_CALLBACK_ARG, 0, (void *)(arg))
#define SSL_set_mtu(ssl, mtu) SSL_ctrl((ssl), SSL_CTRL_SET_MTU, (mtu), NULL)
#define SSL_set_split_send_fragment(ssl, m) \
    SSL_ctrl((ssl), SSL_CTRL_SET_SPLIT_SEND_FRAGMENT, (m), NULL)
#define SSL_set_tlsext_debug_arg(ssl, arg) \
    SSL_ctrl((ssl), SSL_CTRL_SET_TLSEXT_DEBUG_ARG, 0, (void *)(arg))
#define SSL_set_tlsext_debug_callback(ssl, cb) \
    SSL_callback_ctrl((ssl), SSL_CTRL_SET_TLSEXT_DEBUG_CB, (void (*)(void))(cb))
#define SSL_set_tlsext_host_name(ssl, name) \
    SSL_ctrl((ssl), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, (void *)(name))
#define SSL_set_tlsext_status_exts(ssl, arg) \
    SSL_ctrl((ssl), SSL_CTRL_SET_TLSEXT_STATUS_REQ_EXTS, 0, (void *)(arg))
#define SSL_set_tlsext_status_ids(ssl, arg) \
    SSL_ctrl((ssl), SSL_CTRL_SET_TLSEXT_STATUS_REQ_IDS, 0, (void *)(arg))
#define SSL_set_tlsext_status_ocsp_resp(ssl, arg, arglen) \
    SSL_ctrl((ssl), SSL_CTRL_SET_TLSEXT_STATUS_REQ_OCSP_RESP, (arglen), (void *)(arg))
#define SSL_set_tlsext_status_type(ssl, type) \
    SSL_ctrl((ssl), SSL_CTRL_SET_TLSEXT_STATUS_REQ_TYPE, (type), NULL)
#define SSL_set_tmp_dh(ssl, dh) SSL_ctrl((ssl), SSL_CTRL_SET_TMP_DH, 0, (void *)(dh))
#define SSL_set_tmp_ecdh(ssl, ecdh) SSL_ctrl((ssl), SSL_CTRL_SET_TMP_ECDH, 0, (void *)(ecdh))
#define SSL_total_renegotiations(ssl) SSL_ctrl((ssl), SSL_CTRL_GET_TOTAL_RENEGOTIATIONS, 0, NULL)

#define SSL_CTX_clear_chain_certs(ctx) SSL_CTX_set0_chain((ctx), NULL)
#define SSL_clear_chain_certs(ssl) SSL_set0_chain((ssl), NULL)
#define SSL_CTX_get_default_read_ahead(ctx) SSL_CTX_get_read_ahead(ctx)
#define SSL_CTX_set_default_read_ahead(ctx, m) SSL_CTX_set_read_ahead((ctx), (m))
#define SSL_get_server_tmp_key(ssl, pk) SSL_get_peer_tmp_key((ssl), (pk))
#define SSL_set_retry_verify(ssl) (SSL_ctrl((ssl), SSL_CTRL_SET_RETRY_VERIFY, 0, NULL) > 0)
#define SSL_CTX_set_ecdh_auto(ctx, onoff) ((onoff) != 0)
#define SSL_set_ecdh_auto(ssl, onoff) ((onoff) != 0)
#define SSL_CTX_disable_ct(ctx) ((void)SSL_CTX_set_validation_callback((ctx), NULL, NULL))
#define SSL_disable_ct(ssl) ((void)SSL_set_validation_callback((ssl), NULL, NULL))

/* What a call waits for. */
#define SSL_want_nothing(ssl) (SSL_want(ssl) == SSL_NOTHING)
#define SSL_want_read(ssl) (SSL_want(ssl) == SSL_READING)
#define SSL_want_write(ssl) (SSL_want(ssl) == SSL_WRITING)
#define SSL_want_x509_lookup(ssl) (SSL_want(ssl) == SSL_X509_LOOKUP)
#define SSL_want_retry_verify(ssl) (SSL_want(ssl) == SSL_RETRY_VERIFY)
#define SSL_want_async(ssl) (SSL_want(ssl) == SSL_ASYNC_PAUSED)
#define SSL_want_async_job(ssl) (SSL_want(ssl) == SSL_ASYNC_NO_JOBS)
#define SSL_want_client_hello_cb(ssl) (SSL_want(ssl) == SSL_CLIENT_HELLO_CB)
#define SSL_in_connect_init(ssl) (SSL_in_init(ssl) && !SSL_is_server(ssl))
#define SSL_in_accept_init(ssl) (SSL_in_init(ssl) && SSL_is_server(ssl))

/* The cipher of a connection. */
#define SSL_get_cipher(ssl) SSL_CIPHER_get_name(SSL_get_current_cipher(ssl))
#define SSL_get_cipher_name(ssl) SSL_CIPHER_get_name(SSL_get_current_cipher(ssl))
#define SSL_get_cipher_version(ssl) SSL_CIPHER_get_version(SSL_get_current_cipher(ssl))
#define SSL_get_cipher_bits(ssl, bits) SSL_CIPHER_get_bits(SSL_get_current_cipher(ssl), (bits))

/* The application's own pointer, and indexes for more of them. */
#define SSL_get_app_data(ssl) (SSL_get_ex_data((ssl), 0))
#define SSL_set_app_data(ssl, arg) (SSL_set_ex_data((ssl), 0, (void *)(arg)))
#define SSL_CTX_get_app_data(ctx) (SSL_CTX_get_ex_data((ctx), 0))
#define SSL_CTX_set_app_data(ctx, arg) (SSL_CTX_set_ex_data((ctx), 0, (void *)(arg)))
#define SSL_SESSION_get_app_data(session) (SSL_SESSION_get_ex_data((session), 0))
#define SSL_SESSION_set_app_data(session, arg) \
    (SSL_SESSION_set_ex_data((session), 0, (void *)(arg)))
#define SSL_get_ex_new_index(l, p, newf, dupf, freef) \
    CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL, (l), (p), (newf), (dupf), (freef))
#define SSL_CTX_get_ex_new_index(l, p, newf, dupf, freef) \
    CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL_CTX, (l), (p), (newf), (dupf), (freef))
#define SSL_SESSION_get_ex_new_index(l, p, newf, dupf, freef) \
    CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL_SESSION, (l), (p), (newf), (dupf), (freef))

/* Sessions. */
#define SSL_get0_session SSL_get_session
#define SSL_cache_hit(ssl) SSL_session_reused(ssl)
#define SSL_get_time(session) SSL_SESSION_get_time(session)
#define SSL_set_time(session, t) SSL_SESSION_set_time((session), (t))
#define SSL_get_timeout(session) SSL_SESSION_get_timeout(session)
#define SSL_set_timeout(session, t) SSL_SESSION_set_timeout((session), (t))
#define d2i_SSL_SESSION_bio(bio, session) \
    ASN1_d2i_bio_of(SSL_SESSION, SSL_SESSION_new, d2i_SSL_SESSION, bio, session)
#define i2d_SSL_SESSION_bio(bio, session) \
    ASN1_i2d_bio_of(SSL_SESSION, i2d_SSL_SESSION, bio, session)

/* Older names. */
#define SSL_library_init() OPENSSL_init_ssl(0, NULL)
#define OpenSSL_add_ssl_algorithms() SSL_library_init()
#define SSLeay_add_ssl_algorithms() SSL_library_init()
#define SSL_load_error_strings() \
    OPENSSL_init_ssl(OPENSSL_INIT_LOAD_SSL_STRINGS | OPENSSL_INIT_LOAD_CRYPTO_STRINGS, NULL)
#define SSLv23_method TLS_method
#define SSLv23_client_method TLS_client_method
#define SSLv23_server_method TLS_server_method
#define SSL_get_peer_certificate SSL_get1_peer_certificate
#define SSL_CTX_set1_curves SSL_CTX_set1_groups
#define SSL_CTX_set1_curves_list SSL_CTX_set1_groups_list
#define SSL_set1_curves SSL_set1_groups
#define SSL_set1_curves_list SSL_set1_groups_list
#define SSL_get1_curves SSL_get1_groups
#define SSL_get_shared_curve SSL_get_shared_group
#define SSL_CTX_set_npn_advertised_cb SSL_CTX_set_next_protos_advertised_cb
#define SSL_CTX_set_npn_select_cb SSL_CTX_set_next_proto_select_cb
#define SSL_get0_npn_negotiated SSL_get0_next_proto_negotiated
