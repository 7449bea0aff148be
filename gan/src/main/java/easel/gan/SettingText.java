package easel.gan;

/** The text of a setting that an application may implement. A checkpoint saves it and compares it on restore. */
final class SettingText {
    private SettingText() {}

    /** Equal for equal settings in all processes. Names of lambda classes, and hash codes, differ between processes. */
    static String of(Object setting) {
        if (setting instanceof Enum<?> constant) {
            return constant.name();
        } else if (setting instanceof Record) {
            return setting.toString();
        }
        return setting.getClass().isHidden() ? "of your own" : setting.getClass().getName();
    }
}
