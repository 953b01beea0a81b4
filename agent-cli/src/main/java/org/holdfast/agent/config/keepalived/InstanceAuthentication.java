package org.holdfast.agent.config.keepalived;

import java.util.List;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.table.KeyPath;
import org.holdfast.agent.config.words.AuthenticationKeywords;
import org.holdfast.agent.config.words.AuthenticationKeywords.AuthenticationKind;

/** The blocks {@code authentication} and {@code auth_hmac} of an instance. */
final class InstanceAuthentication {

  private static final KeyPath<AuthenticationKind> TYPE =
      AuthenticationKeywords.AUTHENTICATION.then(AuthenticationKeywords.AUTHENTICATION_TYPE);
  private static final KeyPath<String> PASSWORD =
      AuthenticationKeywords.AUTHENTICATION.then(AuthenticationKeywords.PASSWORD);

  private static final Vocabulary AUTHENTICATION =
      Vocabulary.of("authentication").keep(TYPE, "auth_type").keep(PASSWORD, "auth_pass");

  private static final Vocabulary TRAILER =
      Vocabulary.of("auth_hmac")
          .carry(
              Becomes.described(
                  AuthenticationKeywords.AUTHENTICATION
                      .then(AuthenticationKeywords.HMAC_KEYS)
                      .path(),
                  AuthenticationKeywords.HMAC_KEY_ID,
                  AuthenticationKeywords.SECRET),
              "key",
              InstanceAuthentication::key)
          .same(AuthenticationKeywords.ACTIVE_KEY, "active_key")
          .same(AuthenticationKeywords.ANTI_REPLAY, "anti_replay")
          .wholeSeconds(AuthenticationKeywords.TIME_WINDOW, "time_window")
          .same(AuthenticationKeywords.HMAC_MODE, "mode");

  private InstanceAuthentication() {}

  /** Returns the vocabularies of the blocks. */
  static List<Vocabulary> inner() {
    return List.of(AUTHENTICATION, TRAILER);
  }

  /** Reads an {@code authentication} block. */
  static void authentication(BlockTranslation translation, Statement block) {
    var inner = translation.with(new Mapping(block.place()));
    AUTHENTICATION.read(block.block(), inner);
    var type = inner.said("auth_type");
    var password = inner.said("auth_pass");
    var word = type == null ? "" : type.word(1);
    boolean known = word.equals("PASS") || word.equals("AH");
    if (type == null || !known || password == null || password.word(1).isEmpty()) {
      translation.repaired(
          block.place(),
          known
              ? "authentication without auth_pass; ignored"
              : "unknown authentication type '" + word + "' (expected: PASS or AH); ignored");
    } else if (!isHmac(translation.out())) {
      translation.out().put(TYPE, type.place(1), word.equals("AH") ? "ah" : "pass");
      translation.out().put(PASSWORD, password.place(1), password.word(1));
    }
  }

  private static void key(BlockTranslation translation, Statement s) {
    var key = new Mapping(s.place());
    key.put(
        AuthenticationKeywords.HMAC_KEY_ID,
        translation.number(s, 1, AuthenticationKeywords.HMAC_KEY_ID));
    key.put(AuthenticationKeywords.SECRET, s.place(2), s.word(2));
    if (key.has(AuthenticationKeywords.HMAC_KEY_ID)) {
      translation.out().add(AuthenticationKeywords.HMAC_KEYS, key);
    }
  }

  /** Reads an {@code auth_hmac} block, which takes precedence over {@code authentication}. */
  static void trailer(BlockTranslation translation, Statement block) {
    var out = new Mapping(block.place());
    out.put(AuthenticationKeywords.AUTHENTICATION_TYPE, block.place(), "hmac");
    TRAILER.read(block.block(), translation.with(out));
    translation.out().put(AuthenticationKeywords.AUTHENTICATION, out);
  }

  /** Leaves out the authentication that VRRP version 3 does not support. */
  static void authenticationOf(BlockTranslation translation, int version) {
    if (version == 3 && translation.out().has(TYPE) && !isHmac(translation.out())) {
      translation.remarked(
          translation.out().place(), "VRRP version 3 has no PASS or AH authentication; ignored");
      translation.out().remove(AuthenticationKeywords.AUTHENTICATION);
    }
  }

  /** Returns whether the instance authenticates by a trailer. */
  static boolean isHmac(Mapping instance) {
    return "hmac".equals(instance.text(TYPE));
  }

  /** Returns whether the instance authenticates by an authentication header. */
  static boolean isAh(Mapping instance) {
    return "ah".equals(instance.text(TYPE));
  }
}
