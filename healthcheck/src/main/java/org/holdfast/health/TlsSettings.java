package org.holdfast.health;

import org.jspecify.annotations.Nullable;

/**
 * A probe's TLS settings.
 *
 * @param verify whether the server's certificate must chain to a trusted root and be issued for
 *     {@code serverName}
 * @param caFile PEM file of trusted roots; null for the system's
 * @param certificateFile PEM chain for client authentication; null for none, and then {@code
 *     keyFile} is null too
 * @param keyFile private key of {@code certificateFile} (PKCS #8, PEM)
 * @param serverName sent as SNI and compared with the certificate; null sends none, and the
 *     certificate must be for the address
 * @param closeNotify whether closing without close_notify is a failure (keepalived's tls_compliant)
 */
public record TlsSettings(
    boolean verify,
    @Nullable String caFile,
    @Nullable String certificateFile,
    @Nullable String keyFile,
    @Nullable String serverName,
    boolean closeNotify) {}
