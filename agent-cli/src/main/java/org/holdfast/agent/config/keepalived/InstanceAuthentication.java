package org.holdfast.agent.config.keepalived;

import java.util.List;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.words.AuthenticationKeywords;

/** The blocks {@code authentication} and {@code auth_hmac} of an instance. */
final class InstanceAuthentication {

  private static final Vocabulary AUTHENTICATION =
      Vocabulary.of("authentication")
          .keep(
              AuthenticationKeywords.AUTHENTICATION.then(
                  AuthenticationKeywords.AUTHENTICATION_TYPE),
              "auth_type")
          .keep(
              AuthenticationKeywords.AUTHENTICATION.then(AuthenticationKeywords.PASSWORD),
              "auth_pass");

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
              ? "authentication without a password; ignored"
              : "unknown authentication type '" + word + "'; ignored");
    } else if (!"hmac".equals(translation.out().text("authentication.type"))) {
      translation
          .out()
          .put("authentication.type", type.place(1), word.equals("AH") ? "ah" : "pass");
      translation.out().put("authentication.password", password.place(1), password.word(1));
    }
  }

  private static void key(BlockTranslation translation, Statement s) {
    var key = new Mapping(s.place());
    key.put("id", translation.number(s, 1, 0, 255));
    key.put("secret", s.place(2), s.word(2));
    if (key.has("id")) {
      translation.out().add("keys", key);
    }
  }

  /** Reads an {@code auth_hmac} block, which counts more than {@code authentication}. */
  static void trailer(BlockTranslation translation, Statement block) {
    var out = new Mapping(block.place());
    out.put("type", block.place(), "hmac");
    TRAILER.read(block.block(), translation.with(out));
    translation.out().put("authentication", out);
  }

  /** Leaves out what version 3 does not have. */
  static void authenticationOf(BlockTranslation translation, int version) {
    var type = translation.out().text("authentication.type");
    if (type != null && !type.equals("hmac") && version == 3) {
      translation.remarked(
          translation.out().place(), "VRRP version 3 has no PASS or AH authentication; ignored");
      translation.out().remove("authentication");
    }
  }
}
