/** Unicode emoji of the picker; no pictures are fetched. */
const split = (signs: string) => signs.split(" ");

export const emoji = [
  {
    name: "work",
    signs: split(
      "👌 👍 👏 🙏 💪 🤝 ✌️ 👋 ☝️ 👎 ✅ ☑️ ❌ ⭕ ❗ ❓ ⚠️ 🔔 📌 📎 📣 📅 ⏰ ⏳ 📝 📊 📈 📉 📁 📦 🔍 🔒 💡 🎯 🚀 ☕ 🌟",
    ),
  },
  {
    name: "faces",
    signs: split(
      "😀 😃 😄 😁 😆 😅 😂 🙂 😉 😊 😇 😍 😘 😋 😜 🤔 🤗 🤭 🤫 😐 😶 🙄 😏 😌 😪 😴 😷 🤒 😎 🤓 😕 😟 😮 😯 😳 🥺 😢 😭 😤 😡 😱 😓 😔 🫡 🥳 🤯",
    ),
  },
  {
    name: "wishes",
    signs: split("🎉 🎊 🎂 🌹 🌸 💐 🍀 ❤️ 💚 🧡 🎁 🏆 🥇 🧧 🏮 🧨 🎆 🌙 ☀️ 🌈 ❄️ 🍵 🍊 🍎 🍉 🍚 🥟 🍜 🍻"),
  },
];
