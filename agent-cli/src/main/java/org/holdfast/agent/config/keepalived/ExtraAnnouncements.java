package org.holdfast.agent.config.keepalived;

import java.util.List;
import org.holdfast.agent.config.table.KeyPath;
import org.holdfast.agent.config.words.AnnouncementKeywords;

/**
 * Periodic announcements on the links of addresses that are not on their instance's interface. Here
 * a refresh announces every address on its own link, so they become a refresh.
 */
final class ExtraAnnouncements {

  private static final String ALL = "all";
  private static final long LONGEST_SECONDS = 86_400;

  private ExtraAnnouncements() {}

  /** Returns what the keywords become. */
  static Becomes becomes(KeyPath<?> announcements) {
    return Becomes.of(announcements.then(AnnouncementKeywords.REFRESH))
        .with(", of all addresses, unless the file sets a refresh");
  }

  /**
   * Sets the refresh by {@code [all] SECONDS}.
   *
   * @param general the translation of the settings for all instances
   * @param keywords the keyword and its former spelling
   */
  static void finish(
      BlockTranslation translation,
      KeyPath<?> announcements,
      BlockTranslation general,
      List<String> keywords) {
    for (var keyword : keywords) {
      var said = translation.said(keyword);
      if (said == null) {
        continue;
      }
      int index = said.word(1).equals(ALL) ? 2 : 1;
      var seconds = translation.number(said, index, 0, LONGEST_SECONDS);
      var refresh = announcements.then(AnnouncementKeywords.REFRESH);
      boolean isSet = general.said("vrrp_garp_master_refresh") != null;
      // A 0 takes from an instance what its file sets for all instances.
      boolean isNeeded =
          seconds != null
              && (!seconds.text().equals("0")
                  || general.out().has(GlobalDefs.ARP.then(AnnouncementKeywords.REFRESH)));
      if (seconds != null && isNeeded && !isSet) {
        translation.out().putIfAbsent(refresh, seconds.place(), seconds.text() + "s");
      }
    }
  }
}
