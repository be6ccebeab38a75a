#include "harness.h"
#include "middle.h"

#define LARGEST (RECORD_HEADER + 20000)

/* The random of a HelloRetryRequest begins so (RFC 8446, 4.1.3). */
static const unsigned char retry_random[] = {0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11};

/* What the subject did, as a message callback sees it. */
struct view {
    int alert, asked_again;
};

static void look(int write, int version, int type, const void *data, size_t length, SSL *ssl,
                 void *arg) {
    const unsigned char *bytes = data;
    struct view *view = arg;

    (void)version, (void)ssl;
    if (!write)
        return;
    if (type == SSL3_RT_ALERT && length == 2 && bytes[0] == SSL3_AL_FATAL)
        view->alert = bytes[1];
    if (type == SSL3_RT_HANDSHAKE && length > 14 && bytes[0] == SSL3_MT_SERVER_HELLO &&
        memcmp(bytes + 6, retry_random, sizeof(retry_random)) == 0)
        view->asked_again = 1;
}

static int middle_index = -1;

static void note_secret(const SSL *ssl, const char *line) {
    struct middle *middle = SSL_get_ex_data(ssl, middle_index);
    const char *secret = strrchr(line, ' ') + 1;

    if (strncmp(line, "CLIENT_RANDOM ", 14) == 0)
        unhex(middle->master, sizeof(middle->master), secret);
    if (strncmp(line, "CLIENT_HANDSHAKE_TRAFFIC_SECRET ", 32) == 0)
        unhex(middle->client_handshake, 32, secret);
    if (strncmp(line, "SERVER_HANDSHAKE_TRAFFIC_SECRET ", 32) == 0)
        unhex(middle->server_handshake, 32, secret);
}

static void protect(struct middle *middle) {
    struct pair *pair = middle->pair;
    int of_server = !pair->subject_is_server;

    if (pair->version == TLS1_3_VERSION) {
        tls13_record_key(&middle->reading,
                         of_server ? middle->server_handshake : middle->client_handshake);
    } else {
        unsigned char client_random[32], server_random[32];

        SSL_get_client_random(pair->peer, client_random, 32);
        SSL_get_server_random(pair->peer, server_random, 32);
        tls12_record_key(&middle->reading, middle->master, client_random, server_random, of_server);
    }
    middle->writing = middle->reading;
    middle->protected = 1;
}

void middle_send_in_the_clear(struct middle *middle, int type, const void *content, size_t length) {
    unsigned char header[RECORD_HEADER] = {(unsigned char)type, 3, 3, (unsigned char)(length >> 8),
                                           (unsigned char)length};

    BIO_write(middle->inbox, header, sizeof(header));
    BIO_write(middle->inbox, content, (int)length);
}

void middle_send(struct middle *middle, int type, const void *content, size_t length) {
    static unsigned char record[LARGEST + RECORD_EXPANSION];

    if (middle->protected)
        BIO_write(middle->inbox, record,
                  (int)seal_record(&middle->writing, type, content, length, record));
    else
        middle_send_in_the_clear(middle, type, content, length);
}

static void take_record(struct middle *middle, const unsigned char *record, size_t length) {
    static unsigned char content[LARGEST];
    int tls13 = middle->pair->version == TLS1_3_VERSION, type = record[0];

    if (tls13 && type == SSL3_RT_APPLICATION_DATA && !middle->protected)
        protect(middle);
    if (middle->protected && (!tls13 || type == SSL3_RT_APPLICATION_DATA)) {
        type = open_record(&middle->reading, record, length, content, &length);
    } else {
        length -= RECORD_HEADER;
        memcpy(content, record + RECORD_HEADER, length);
    }
    /* What cannot be opened is sealed with later keys, or with none that the subject has. */
    if (type == SSL3_RT_ALERT || type == -1)
        return;
    middle->edit(middle, type, content, length);
    if (!tls13 && type == SSL3_RT_CHANGE_CIPHER_SPEC)
        protect(middle);
}

static void take_records(struct middle *middle) {
    static unsigned char record[LARGEST];

    while (BIO_read(middle->pair->from_peer, record, RECORD_HEADER) == RECORD_HEADER) {
        int length = record[3] << 8 | record[4];

        assert_int_equal(BIO_read(middle->pair->from_peer, record + RECORD_HEADER, length), length);
        take_record(middle, record, RECORD_HEADER + (size_t)length);
    }
}

static void describe(const struct view *view, int result, char *outcome, size_t size) {
    unsigned long error = 0;
    const char *text = NULL;
    int length;

    if (result >= 0) {
        snprintf(outcome, size, "%s",
                 result == 1         ? "connects"
                 : view->asked_again ? "asks again"
                                     : "goes on");
        return;
    }
    do {
        error = ERR_get_error();
    } while (error != 0 && ERR_GET_LIB(error) != ERR_LIB_SSL);
    text = ERR_reason_error_string(error);
    length = snprintf(outcome, size, "%s", text != NULL ? text : "no error");
    if (view->alert >= 0 && length > 0 && (size_t)length < size)
        snprintf(outcome + length, size - (size_t)length, ", alert %d", view->alert);
}

void middle_handshake(struct middle *middle, char *outcome, size_t size) {
    struct pair *pair = middle->pair;
    struct view view = {-1, 0};
    int subject = 0, peer = 0;

    if (middle_index < 0)
        middle_index = SSL_get_ex_new_index(0, NULL, NULL, NULL, NULL);
    SSL_set_ex_data(pair->peer, middle_index, middle);
    SSL_CTX_set_keylog_callback(pair->peer_ctx, note_secret);
    SSL_set_msg_callback(pair->subject, look);
    SSL_set_msg_callback_arg(pair->subject, &view);
    middle->inbox = BIO_new(BIO_s_mem());
    BIO_set_mem_eof_return(middle->inbox, -1);
    BIO_up_ref(pair->from_peer);
    SSL_set0_rbio(pair->subject, middle->inbox);
    for (int i = 0; i < 10 && subject == 0; i++) {
        if (peer == 0)
            peer = handshake_step(pair->peer);
        take_records(middle);
        ERR_clear_error();
        subject = handshake_step(pair->subject);
    }
    describe(&view, subject, outcome, size);
    ERR_clear_error();
    BIO_free(pair->from_peer);
    pair->from_peer = NULL;
}
