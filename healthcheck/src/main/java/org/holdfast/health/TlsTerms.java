package org.holdfast.health;

import org.jspecify.annotations.Nullable;

/**
 * How a probe speaks TLS.
 *
 * @param verify whether the server's certificate must lead to a trusted root and be for {@code
 *     serverName}
 * @param caFile PEM roots to trust instead of the system's; null for the system's
 * @param certificateFile PEM chain that we show when asked; null for none, as {@code keyFile} then
 * @param keyFile PEM key, PKCS 8, of {@code certificateFile}
 * @param serverName sent as SNI and looked for in the certificate; null sends none, and the
 *     certificate must be for the address
 * @param closeNotify whether an end without close_notify is a failure (keepalived's tls_compliant)
 */
public record TlsTerms(
    boolean verify,
    @Nullable String caFile,
    @Nullable String certificateFile,
    @Nullable String keyFile,
    @Nullable String serverName,
    boolean closeNotify) {}
