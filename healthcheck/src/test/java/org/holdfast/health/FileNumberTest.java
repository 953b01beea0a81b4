package org.holdfast.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNumberTest {

  @ParameterizedTest
  @CsvSource({
    "'', 0, true",
    "'\n', 0, true",
    "'  \n7', 0, true",
    "'3\n', 3, true",
    "' -42 ', -42, true",
    "'+5', 5, true",
    "'0', 0, true",
    "'010', 8, true",
    "'0x1f', 31, true",
    "'-0X10', -16, true",
    "'3\n4', 3, true",
    "'99999999999999999999', 2147483647, true",
    "'-99999999999999999999', -2147483648, true",
    "'3 of 4', 3, false",
    "'08', 0, false",
    "'0x', 0, false",
    "'-', 0, false",
    "'many', 0, false",
    "'\u0663', 0, false",
  })
  void readsAsStrtolDoes(String text, int value, boolean sound) {
    assertThat(FileNumber.of(text)).isEqualTo(new FileNumber(value, sound));
  }
}
