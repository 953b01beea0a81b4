package org.holdfast.agent.doctor;

/**
 * A kernel setting.
 *
 * @param path below /proc/sys: {@code net/ipv4/conf/eth0/rp_filter}
 */
public record Setting(String path) {

  /** Returns a setting of one interface. */
  static Setting ofLink(String family, String link, String name) {
    return new Setting("net/" + family + "/conf/" + link + "/" + name);
  }

  /** Returns the name for sysctl: with dots, unless the interface's name contains a dot. */
  public String name() {
    return path.indexOf('.') < 0 ? path.replace('/', '.') : path;
  }
}
