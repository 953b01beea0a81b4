package org.holdfast.agent.notify;

import org.jspecify.annotations.Nullable;

/**
 * Whom TLS trusts.
 *
 * @param ca a PEM file of certificates; null for the JDK's
 * @param insecure whether anybody is believed to be whoever he says
 */
public record TrustConfig(@Nullable String ca, boolean insecure) {

  /** Those that the JDK trusts. */
  public static final TrustConfig STANDARD = new TrustConfig(null, false);
}
