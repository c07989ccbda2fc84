// Written by tools/gen.py from madoguchi/words: do not edit.

export type WordKey =
  | "access.clipboard"
  | "access.control"
  | "access.files"
  | "access.view"
  | "common.product"
  | "console.access.agreed"
  | "console.access.ask"
  | "console.access.ask_spoken"
  | "console.access.asked"
  | "console.access.give_back"
  | "console.access.give_back_spoken"
  | "console.access.held"
  | "console.access.held_until"
  | "console.access.none"
  | "console.access.paused"
  | "console.access.take_back"
  | "console.access.take_back_spoken"
  | "console.access.title"
  | "console.ask.blank"
  | "console.ask.for_minutes"
  | "console.ask.minutes"
  | "console.ask.note"
  | "console.ask.open_end"
  | "console.ask.purpose"
  | "console.ask.send"
  | "console.ask.title"
  | "console.cancel"
  | "console.case.category"
  | "console.case.contact"
  | "console.case.events"
  | "console.case.open"
  | "console.case.operator"
  | "console.case.organisation"
  | "console.case.reference"
  | "console.case.subject"
  | "console.case.title"
  | "console.chat.customer"
  | "console.chat.empty"
  | "console.chat.label"
  | "console.chat.me"
  | "console.chat.placeholder"
  | "console.chat.send"
  | "console.chat.title"
  | "console.clip.at"
  | "console.clip.clear"
  | "console.clip.copied"
  | "console.clip.copy"
  | "console.clip.in"
  | "console.clip.no_copy"
  | "console.clip.no_read"
  | "console.clip.not_allowed"
  | "console.clip.note"
  | "console.clip.out"
  | "console.clip.paste"
  | "console.clip.received"
  | "console.clip.send"
  | "console.clip.sent"
  | "console.clip.too_large"
  | "console.data_low"
  | "console.data_used"
  | "console.data_used_of"
  | "console.demo"
  | "console.digit.0"
  | "console.digit.1"
  | "console.digit.2"
  | "console.digit.3"
  | "console.digit.4"
  | "console.digit.5"
  | "console.digit.6"
  | "console.digit.7"
  | "console.digit.8"
  | "console.digit.9"
  | "console.digit.between"
  | "console.elapsed"
  | "console.end.declined"
  | "console.end.hint"
  | "console.end.how"
  | "console.end.not_yet"
  | "console.end.note"
  | "console.end.now"
  | "console.end.open"
  | "console.end.operator_ended"
  | "console.end.resolved"
  | "console.end.title"
  | "console.ended.again"
  | "console.ended.case"
  | "console.ended.data"
  | "console.ended.failed"
  | "console.ended.files"
  | "console.ended.time"
  | "console.ended.title"
  | "console.ended.unsaved"
  | "console.ended.writing"
  | "console.ended.written"
  | "console.fee.agreed"
  | "console.fee.asked"
  | "console.fee.in"
  | "console.fee.off"
  | "console.fee.ready"
  | "console.fee.refused"
  | "console.fee.stopped"
  | "console.fee.warned"
  | "console.file.bad_name"
  | "console.file.cancel"
  | "console.file.cancel_spoken"
  | "console.file.cancelled"
  | "console.file.changed"
  | "console.file.delivered"
  | "console.file.flowing"
  | "console.file.forget"
  | "console.file.forget_spoken"
  | "console.file.hash_differs"
  | "console.file.in"
  | "console.file.no_space"
  | "console.file.not_found"
  | "console.file.not_granted"
  | "console.file.offered"
  | "console.file.out"
  | "console.file.purpose"
  | "console.file.received"
  | "console.file.refuse"
  | "console.file.refuse_spoken"
  | "console.file.refused"
  | "console.file.save"
  | "console.file.save_again"
  | "console.file.save_spoken"
  | "console.file.saved"
  | "console.file.session_ended"
  | "console.file.take"
  | "console.file.take_spoken"
  | "console.file.timed_out"
  | "console.file.unreadable"
  | "console.file.waiting_in"
  | "console.file.waiting_out"
  | "console.files.ask"
  | "console.files.ask_hint"
  | "console.files.ask_name"
  | "console.files.ask_now"
  | "console.files.ask_title"
  | "console.files.customer_chooses"
  | "console.files.drop"
  | "console.files.empty"
  | "console.files.not_allowed"
  | "console.files.note"
  | "console.files.purpose"
  | "console.files.send"
  | "console.files.send_now"
  | "console.files.send_title"
  | "console.head_about"
  | "console.keys.eisu"
  | "console.keys.functions"
  | "console.keys.hankaku"
  | "console.keys.henkan"
  | "console.keys.japanese"
  | "console.keys.kana"
  | "console.keys.muhenkan"
  | "console.keys.open"
  | "console.keys.stop_note"
  | "console.keys.system"
  | "console.line.fair"
  | "console.line.good"
  | "console.line.numbers"
  | "console.line.poor"
  | "console.link.customer_gone"
  | "console.link.down"
  | "console.link.elsewhere"
  | "console.link.left"
  | "console.link.take_over"
  | "console.link.try_now"
  | "console.number.about"
  | "console.number.again"
  | "console.number.back"
  | "console.number.cancel"
  | "console.number.destroyed"
  | "console.number.elsewhere"
  | "console.number.expired"
  | "console.number.is_over"
  | "console.number.left"
  | "console.number.life"
  | "console.number.preparing"
  | "console.number.present"
  | "console.number.proven"
  | "console.number.title"
  | "console.number.title_over"
  | "console.number.used"
  | "console.number.waiting"
  | "console.number.wrong"
  | "console.page_title"
  | "console.pause.customer_input"
  | "console.pause.customer_paused"
  | "console.pause.data_limit"
  | "console.pause.link"
  | "console.pause.off_hours"
  | "console.pause.own_window"
  | "console.pause.question"
  | "console.pause.screen_locked"
  | "console.picture.label"
  | "console.picture.label_controlled"
  | "console.picture.text_label"
  | "console.place.agreed"
  | "console.place.asked"
  | "console.place.asked_more"
  | "console.place.compare"
  | "console.place.elsewhere"
  | "console.place.first_frame"
  | "console.place.joining"
  | "console.place.no_view"
  | "console.place.no_view_more"
  | "console.place.recording"
  | "console.place.shown"
  | "console.place.started"
  | "console.purpose.clipboard"
  | "console.purpose.control"
  | "console.purpose.files"
  | "console.purpose.view"
  | "console.requests.ask"
  | "console.requests.asked"
  | "console.requests.cannot"
  | "console.requests.choose"
  | "console.requests.done"
  | "console.requests.empty"
  | "console.requests.full"
  | "console.requests.not_taken"
  | "console.requests.not_yet"
  | "console.requests.note"
  | "console.requests.notice_cannot"
  | "console.requests.notice_done"
  | "console.requests.notice_reopened"
  | "console.requests.ready"
  | "console.requests.sending"
  | "console.requests.take_back"
  | "console.requests.take_back_long"
  | "console.requests.taken_back"
  | "console.requests.text"
  | "console.requests.tick_off"
  | "console.requests.tick_off_long"
  | "console.requests.ticked_off"
  | "console.requests.title"
  | "console.requests.word"
  | "console.sharing.monitor"
  | "console.sharing.nothing"
  | "console.sharing.window"
  | "console.side"
  | "console.spoken"
  | "console.spoken_more"
  | "console.step.agree"
  | "console.step.tell"
  | "console.step.type"
  | "console.stuck.broken"
  | "console.stuck.caller_not_proven"
  | "console.stuck.case"
  | "console.stuck.no_key"
  | "console.stuck.refused"
  | "console.stuck.signed_out"
  | "console.stuck.title"
  | "console.stuck.worker"
  | "console.stuck.wrong_version"
  | "console.tab_new"
  | "console.too_long"
  | "console.tools.actual"
  | "console.tools.fit"
  | "console.tools.full"
  | "console.tools.full_leave"
  | "console.tools.keys"
  | "console.tools.label"
  | "console.tools.leave"
  | "console.tools.panel"
  | "console.tools.place"
  | "console.tools.refresh"
  | "console.tools.size"
  | "console.tools.text"
  | "console.verdict.allowed"
  | "console.verdict.not_assigned"
  | "console.verdict.not_recorded"
  | "console.verdict.ran_out"
  | "console.verdict.refused"
  | "console.verdict.timed_out"
  | "console.verdict.withdrawn"
  | "console.verdict.yielded"
  | "ending.customer_stopped"
  | "ending.declined"
  | "ending.hours_refused"
  | "ending.lost"
  | "ending.operator_ended"
  | "ending.resolved"
  | "ending.supervisor_ended";

export const WORDS: Record<"ja" | "en", Record<WordKey, string>> = {
  "ja": {
    "access.clipboard": "クリップボード",
    "access.control": "操作",
    "access.files": "ファイル",
    "access.view": "見る",
    "common.product": "窓口",
    "console.access.agreed": "記録中",
    "console.access.ask": "お願いする",
    "console.access.ask_spoken": "{access}の許可をお願いする",
    "console.access.asked": "確認中 {left}秒",
    "console.access.give_back": "返す",
    "console.access.give_back_spoken": "{access}の許可を返す",
    "console.access.held": "許可中",
    "console.access.held_until": "許可中 あと {left}",
    "console.access.none": "許可なし",
    "console.access.paused": "一時停止中",
    "console.access.take_back": "取り下げる",
    "console.access.take_back_spoken": "{access}のお願いを取り下げる",
    "console.access.title": "お客様が今許可していること",
    "console.ask.blank": "目的を書いてください。",
    "console.ask.for_minutes": "{minutes} 分間",
    "console.ask.minutes": "許可をお願いする時間",
    "console.ask.note": "60秒以内にお答えがなければ、許可されなかったことになります。",
    "console.ask.open_end": "取り消されるまで",
    "console.ask.purpose": "目的（お客様の画面にこのまま表示されます）",
    "console.ask.send": "お願いする",
    "console.ask.title": "「{access}」の許可をお願いする",
    "console.cancel": "やめる",
    "console.case.category": "分類",
    "console.case.contact": "ご担当",
    "console.case.events": "この画面での出来事",
    "console.case.open": "案件を新しいタブで開く",
    "console.case.operator": "担当オペレーター",
    "console.case.organisation": "お客様",
    "console.case.reference": "案件番号",
    "console.case.subject": "件名",
    "console.case.title": "案件",
    "console.chat.customer": "お客様",
    "console.chat.empty": "まだ会話はありません。",
    "console.chat.label": "お客様への文",
    "console.chat.me": "わたし",
    "console.chat.placeholder": "Enter で送信",
    "console.chat.send": "送る",
    "console.chat.title": "チャット",
    "console.clip.at": "{time} に届きました。",
    "console.clip.clear": "消す",
    "console.clip.copied": "コピーしました。",
    "console.clip.copy": "コピーする",
    "console.clip.in": "お客様から届いた文字",
    "console.clip.no_copy": "コピーできませんでした。欄の文字を選んでコピーしてください。",
    "console.clip.no_read": "ブラウザーが読み取りを許可していません。欄に直接貼り付けてください。",
    "console.clip.not_allowed": "送るには、上の「クリップボード」の許可が必要です。",
    "console.clip.note": "送ると、お客様のクリップボードに入ります。",
    "console.clip.out": "お客様に渡す文字",
    "console.clip.paste": "クリップボードから入れる",
    "console.clip.received": "お客様からクリップボードの文字が届きました。",
    "console.clip.send": "送る",
    "console.clip.sent": "クリップボードの文字を送りました。",
    "console.clip.too_large": "文字が多すぎます。128 kB までにしてください。",
    "console.data_low": "節約中",
    "console.data_used": "通信量 {size}",
    "console.data_used_of": "通信量 {size}（上限 {limit}）",
    "console.demo": "デモ：これは練習用です。本物のお客様にはつながりません。",
    "console.digit.0": "ゼロ",
    "console.digit.1": "いち",
    "console.digit.2": "に",
    "console.digit.3": "さん",
    "console.digit.4": "よん",
    "console.digit.5": "ご",
    "console.digit.6": "ろく",
    "console.digit.7": "なな",
    "console.digit.8": "はち",
    "console.digit.9": "きゅう",
    "console.digit.between": "・",
    "console.elapsed": "経過 {time}",
    "console.end.declined": "お受けできない内容だった",
    "console.end.hint": "終了すると、許可はすべてなくなります。続けるには新しい受付番号が必要です。",
    "console.end.how": "どのように終わりますか",
    "console.end.not_yet": "続ける",
    "console.end.note": "メモ（案件に残ります）",
    "console.end.now": "終了する",
    "console.end.open": "終了",
    "console.end.operator_ended": "途中で終える",
    "console.end.resolved": "解決した",
    "console.end.title": "セッションを終了する",
    "console.ended.again": "もう一度記録する",
    "console.ended.case": "案件を開く",
    "console.ended.data": "通信量",
    "console.ended.failed": "サーバーに記録できませんでした。もう一度お試しください。",
    "console.ended.files": "渡ったファイル",
    "console.ended.time": "経過時間",
    "console.ended.title": "セッションが終わりました",
    "console.ended.unsaved": "受け取ったファイル（この画面を閉じると消えます）",
    "console.ended.writing": "記録しています。",
    "console.ended.written": "終わり方とメモを記録しました。",
    "console.fee.agreed": "お客様の同意を記録しています。",
    "console.fee.asked": "営業時間の終わりまで {minutes} 分です。料金へのお客様のお返事を待っています。",
    "console.fee.in": "時間内 {time}",
    "console.fee.off": "時間外 {time}・{yen} 円",
    "console.fee.ready": "お客様は営業時間外の料金に同意されています。",
    "console.fee.refused": "お客様は料金に同意されませんでした。{minutes} 分後に一時停止します。",
    "console.fee.stopped": "営業時間外: お客様の同意がないため、一時停止しています。",
    "console.fee.warned": "営業時間の終わりまで {minutes} 分です。",
    "console.file.bad_name": "使えない名前のため、始まりませんでした。",
    "console.file.cancel": "中止する",
    "console.file.cancel_spoken": "{name} を中止する",
    "console.file.cancelled": "中止しました。",
    "console.file.changed": "送っている間にファイルが変わったため、中止しました。",
    "console.file.delivered": "お客様に届きました。",
    "console.file.flowing": "{percent}%　{speed}",
    "console.file.forget": "一覧から消す",
    "console.file.forget_spoken": "{name} を一覧から消す",
    "console.file.hash_differs": "届いた内容が元と一致しなかったため、捨てました。",
    "console.file.in": "お客様から",
    "console.file.no_space": "空き容量が足りませんでした。",
    "console.file.not_found": "ファイルが見つかりませんでした。",
    "console.file.not_granted": "ファイルの許可がないため、始まりませんでした。",
    "console.file.offered": "お客様がこのファイルを渡そうとしています。",
    "console.file.out": "お客様へ",
    "console.file.purpose": "目的：{purpose}",
    "console.file.received": "届きました。保存するまで、この画面にだけあります。",
    "console.file.refuse": "断る",
    "console.file.refuse_spoken": "{name} を断る",
    "console.file.refused": "断られました。",
    "console.file.save": "保存する",
    "console.file.save_again": "もう一度保存する",
    "console.file.save_spoken": "{name} を保存する",
    "console.file.saved": "保存しました。",
    "console.file.session_ended": "セッションが終わったため、中止しました。",
    "console.file.take": "受け取る",
    "console.file.take_spoken": "{name} を受け取る",
    "console.file.timed_out": "お答えがないまま時間が過ぎました。",
    "console.file.unreadable": "ファイルを読めませんでした。",
    "console.file.waiting_in": "お客様が選ぶのを待っています。",
    "console.file.waiting_out": "お客様の確認を待っています。",
    "console.files.ask": "お願いする",
    "console.files.ask_hint": "名前が分からないときは空のままにすると、お客様が選びます。",
    "console.files.ask_name": "ファイルの名前",
    "console.files.ask_now": "お願いする",
    "console.files.ask_title": "お客様にファイルをお願いする",
    "console.files.customer_chooses": "お客様に選んでもらう",
    "console.files.drop": "ここに置くと、お客様に送る準備をします。",
    "console.files.empty": "まだファイルのやり取りはありません。",
    "console.files.not_allowed": "やり取りには、上の「ファイル」の許可が必要です。",
    "console.files.note": "ここにファイルを置いて送ることもできます。1件ずつお客様が確認します。",
    "console.files.purpose": "目的（お客様の画面に表示されます）",
    "console.files.send": "送る",
    "console.files.send_now": "送る",
    "console.files.send_title": "お客様にファイルを送る",
    "console.head_about": "{reference}　{subject}",
    "console.keys.eisu": "英数",
    "console.keys.functions": "ファンクションキー",
    "console.keys.hankaku": "半角/全角",
    "console.keys.henkan": "変換",
    "console.keys.japanese": "日本語入力",
    "console.keys.kana": "カタカナ ひらがな",
    "console.keys.muhenkan": "無変換",
    "console.keys.open": "特別なキー",
    "console.keys.stop_note": "終了のホットキー（はじめは Ctrl+Alt+Q）は、お客様ご自身の手でだけ働きます。ここから送る必要はありません。",
    "console.keys.system": "システム",
    "console.line.fair": "回線 やや遅い",
    "console.line.good": "回線 良好",
    "console.line.numbers": "往復 {round_trip} ms　{rate}　{frames} fps",
    "console.line.poor": "回線 遅い",
    "console.link.customer_gone": "お客様側の接続が切れました。自動でつながるのを待っています。操作は止まっています。",
    "console.link.down": "接続が切れました。自動でつなぎ直しています。操作は止まっています。",
    "console.link.elsewhere": "このセッションは別の画面で開かれています。この画面からは操作できません。",
    "console.link.left": "あと {seconds} 秒で終了します",
    "console.link.take_over": "この画面で続ける",
    "console.link.try_now": "今すぐつなぐ（{seconds}）",
    "console.number.about": "{organisation}　{contact} 様　案件 {reference}",
    "console.number.again": "新しい番号を発行する",
    "console.number.back": "案件に戻る",
    "console.number.cancel": "この番号を取り消す",
    "console.number.destroyed": "番号が3回違ったため、この番号は使えなくなりました。新しい番号を発行してください。",
    "console.number.elsewhere": "この番号は別の画面で開かれているか、この画面が読み込み直されました。後半の番号は最初の画面にしかないため、新しい番号を発行してください。",
    "console.number.expired": "有効期限が切れました。新しい番号を発行してください。",
    "console.number.is_over": "この番号は使えません。",
    "console.number.left": "あと {time}",
    "console.number.life": "有効期限までの時間",
    "console.number.preparing": "受付番号を準備しています。",
    "console.number.present": "お客様のプログラムがつながりました。番号を確かめています。",
    "console.number.proven": "番号が合いました。セッションを始めています。",
    "console.number.title": "お客様に受付番号をお伝えください",
    "console.number.title_over": "この受付番号は終わりました",
    "console.number.used": "この番号は別の画面で使われました。",
    "console.number.waiting": "お客様の入力を待っています。",
    "console.number.wrong": "入力された番号が違いました。もう一度、1桁ずつお伝えください。あと {left} 回で使えなくなります。",
    "console.page_title": "{organisation} 様 サポート画面",
    "console.pause.customer_input": "お客様が操作しています。手を止められるまで、こちらの操作は届きません。",
    "console.pause.customer_paused": "お客様が一時停止しました。再開をお待ちください。",
    "console.pause.data_limit": "お客様が決めた通信量の上限に達したため、共有が止まっています。お客様が上限を上げると続けられます。",
    "console.pause.link": "つなぎ直しました。最初の画面が届くまで、操作は止まっています。",
    "console.pause.off_hours": "営業時間外です。お客様が料金に同意されるまで、共有と操作は止まっています。",
    "console.pause.own_window": "サポート用プログラムの窓の上では操作できません。ほかの場所に移動してください。",
    "console.pause.question": "お客様の画面で確認中です。お答えがあるまで、操作は届きません。",
    "console.pause.screen_locked": "お客様の画面がロックされています。解除されるまで、操作は止まっています。",
    "console.picture.label": "お客様の画面",
    "console.picture.label_controlled": "お客様の画面。操作中です。Ctrl、Alt、Shift、Esc を同時に押すと、この画面に戻ります。",
    "console.picture.text_label": "お客様のパソコンに送る文字",
    "console.place.agreed": "同意をいただきました。記録しています。",
    "console.place.asked": "「見る」をお願いしています。",
    "console.place.asked_more": "お客様の画面に確認が出ています。お答えをお待ちください。",
    "console.place.compare": "電話で次の4桁を読み合わせ、お客様の画面と同じことを確かめてください。",
    "console.place.elsewhere": "別の画面で開かれています。",
    "console.place.first_frame": "最初の画面を受け取っています。",
    "console.place.joining": "つないでいます。",
    "console.place.no_view": "画面はまだ共有されていません。",
    "console.place.no_view_more": "上の「見る」からお願いすると、お客様の画面に確認が出ます。",
    "console.place.recording": "同意を記録しています。終わると画面が届きます。",
    "console.place.shown": "お客様が利用規約を読んでいます。",
    "console.place.started": "お客様の画面に、こちらのお名前と会社名が出ています。",
    "console.purpose.clipboard": "設定する文字を正確にお渡しするため",
    "console.purpose.control": "ご説明した手順を代わりに操作するため",
    "console.purpose.files": "調査に必要なファイルをやり取りするため",
    "console.purpose.view": "現象を一緒に確認するため",
    "console.requests.ask": "お願いする",
    "console.requests.asked": "お客様の画面に出ています",
    "console.requests.cannot": "お客様はできないとのことです",
    "console.requests.choose": "選ぶと下に入ります",
    "console.requests.done": "お客様が済ませました",
    "console.requests.empty": "まだお願いはありません。",
    "console.requests.full": "済んでいないお願いが {most} 件あります。どれかが済んでからお願いしてください。",
    "console.requests.not_taken": "届きませんでした。済んでいないお願いが多すぎるか、まだつながっていません",
    "console.requests.not_yet": "お客様が同意してつながると、お願いできます。",
    "console.requests.note": "お客様の画面に出ます。済んだら、お客様が印を付けます。",
    "console.requests.notice_cannot": "お客様はできないとのことです：{text}",
    "console.requests.notice_done": "お客様がお願いを済ませました：{text}",
    "console.requests.notice_reopened": "お客様がお願いを済んでいない状態に戻しました：{text}",
    "console.requests.ready": "よく使う文",
    "console.requests.sending": "届けています",
    "console.requests.take_back": "取り消す",
    "console.requests.take_back_long": "取り消す：{text}",
    "console.requests.taken_back": "取り消しました",
    "console.requests.text": "お客様にしていただきたいこと",
    "console.requests.tick_off": "済みにする",
    "console.requests.tick_off_long": "済みにする：{text}",
    "console.requests.ticked_off": "こちらで済みにしました",
    "console.requests.title": "お願い",
    "console.requests.word": "ひとこと：{word}",
    "console.sharing.monitor": "共有中の画面：{title}",
    "console.sharing.nothing": "共有なし",
    "console.sharing.window": "共有中のウィンドウ：{title}",
    "console.side": "チャット・お願い・ファイル・クリップボード・案件",
    "console.spoken": "照合番号",
    "console.spoken_more": "お客様の画面にも同じ4桁が出ています。電話で読み合わせてください。",
    "console.step.agree": "お客様が利用規約に同意する",
    "console.step.tell": "電話で番号を伝える",
    "console.step.type": "お客様がプログラムに入力する",
    "console.stuck.broken": "通信の内容が正しくなかったため、安全のために止めました。案件の画面から新しい受付番号を発行してください。",
    "console.stuck.caller_not_proven": "お客様のプログラムが、こちらの身元を確かめられませんでした。管理者に知らせてください。",
    "console.stuck.case": "案件の画面へ",
    "console.stuck.no_key": "このセッションにつなぎ直すための鍵が、このブラウザーにありません。続けるには、案件の画面から新しい受付番号を発行してください。",
    "console.stuck.refused": "サーバーが受け付けませんでした。案件の画面からやり直してください。",
    "console.stuck.signed_out": "サインインの期限が切れました。案件の画面からサインインし直してください。",
    "console.stuck.title": "この画面では続けられません",
    "console.stuck.worker": "この画面の部品を読み込めませんでした。ページを読み込み直してください。",
    "console.stuck.wrong_version": "お客様のプログラムの版が合いません。新しいプログラムを入手していただいてください。",
    "console.tab_new": "{name}（新着 {count} 件）",
    "console.too_long": "長すぎます。短くしてください。",
    "console.tools.actual": "等倍",
    "console.tools.fit": "全体",
    "console.tools.full": "全画面",
    "console.tools.full_leave": "全画面をやめる",
    "console.tools.keys": "キー入力",
    "console.tools.label": "画面の道具",
    "console.tools.leave": "Ctrl+Alt+Shift+Esc で抜ける",
    "console.tools.panel": "横のパネルを出す・しまう",
    "console.tools.place": "物理キー",
    "console.tools.refresh": "画面を取り直す",
    "console.tools.size": "大きさ",
    "console.tools.text": "文字入力",
    "console.verdict.allowed": "「{access}」が許可されました。",
    "console.verdict.not_assigned": "「{access}」は、任された範囲に含まれていません。",
    "console.verdict.not_recorded": "同意を記録できなかったため、「{access}」は始まりませんでした。",
    "console.verdict.ran_out": "「{access}」の許可の時間が終わりました。",
    "console.verdict.refused": "「{access}」は許可されませんでした。",
    "console.verdict.timed_out": "「{access}」はお答えがないまま時間が過ぎました。",
    "console.verdict.withdrawn": "お客様が「{access}」の許可を取り消しました。",
    "console.verdict.yielded": "「{access}」の許可を返しました。",
    "ending.customer_stopped": "お客様が終了しました",
    "ending.declined": "お断り・同意なしで終わりました",
    "ending.hours_refused": "時間外のご同意がなく終わりました",
    "ending.lost": "接続が切れて終わりました",
    "ending.operator_ended": "オペレーターが終了しました",
    "ending.resolved": "解決しました",
    "ending.supervisor_ended": "サポート会社の管理者が終了しました"
  },
  "en": {
    "access.clipboard": "Clipboard",
    "access.control": "Control",
    "access.files": "Files",
    "access.view": "View",
    "common.product": "Madoguchi",
    "console.access.agreed": "Recording",
    "console.access.ask": "Ask",
    "console.access.ask_spoken": "Ask for {access}",
    "console.access.asked": "Asking, {left} s",
    "console.access.give_back": "Give back",
    "console.access.give_back_spoken": "Give back {access}",
    "console.access.held": "Allowed",
    "console.access.held_until": "Allowed, {left} left",
    "console.access.none": "Not allowed",
    "console.access.paused": "Paused",
    "console.access.take_back": "Take back",
    "console.access.take_back_spoken": "Take back the question for {access}",
    "console.access.title": "What the customer allows now",
    "console.ask.blank": "Please write the purpose.",
    "console.ask.for_minutes": "{minutes} min",
    "console.ask.minutes": "For how long",
    "console.ask.note": "No answer within 60 seconds means no.",
    "console.ask.open_end": "Until taken back",
    "console.ask.purpose": "Purpose (the customer reads it as it is)",
    "console.ask.send": "Ask",
    "console.ask.title": "Ask for “{access}”",
    "console.cancel": "Cancel",
    "console.case.category": "Category",
    "console.case.contact": "Contact",
    "console.case.events": "What happened on this page",
    "console.case.open": "Open the case in a new tab",
    "console.case.operator": "Operator",
    "console.case.organisation": "Customer",
    "console.case.reference": "Case",
    "console.case.subject": "Subject",
    "console.case.title": "Case",
    "console.chat.customer": "Customer",
    "console.chat.empty": "Nothing has been written yet.",
    "console.chat.label": "Message to the customer",
    "console.chat.me": "Me",
    "console.chat.placeholder": "Enter sends",
    "console.chat.send": "Send",
    "console.chat.title": "Chat",
    "console.clip.at": "Came at {time}.",
    "console.clip.clear": "Clear",
    "console.clip.copied": "Copied.",
    "console.clip.copy": "Copy",
    "console.clip.in": "Text from the customer",
    "console.clip.no_copy": "It could not be copied. Please select the text in the box and copy it.",
    "console.clip.no_read": "The browser does not let this page read. Please paste into the box.",
    "console.clip.not_allowed": "To send, “Clipboard” above must be allowed.",
    "console.clip.note": "It goes into the customer's clipboard.",
    "console.clip.out": "Text for the customer",
    "console.clip.paste": "Take from my clipboard",
    "console.clip.received": "Clipboard text came from the customer.",
    "console.clip.send": "Send",
    "console.clip.sent": "The clipboard text was sent.",
    "console.clip.too_large": "This is too much text. The limit is 128 kB.",
    "console.data_low": "Saving data",
    "console.data_used": "Data {size}",
    "console.data_used_of": "Data {size} (limit {limit})",
    "console.demo": "Demo: this is for practice. No real customer is connected.",
    "console.digit.0": "zero",
    "console.digit.1": "one",
    "console.digit.2": "two",
    "console.digit.3": "three",
    "console.digit.4": "four",
    "console.digit.5": "five",
    "console.digit.6": "six",
    "console.digit.7": "seven",
    "console.digit.8": "eight",
    "console.digit.9": "nine",
    "console.digit.between": ", ",
    "console.elapsed": "Time {time}",
    "console.end.declined": "The request had to be declined",
    "console.end.hint": "Ending takes back everything that was allowed. To go on, a new number is needed.",
    "console.end.how": "How does it end?",
    "console.end.not_yet": "Go on",
    "console.end.note": "Note (kept with the case)",
    "console.end.now": "End now",
    "console.end.open": "End",
    "console.end.operator_ended": "Ended before it was resolved",
    "console.end.resolved": "Resolved",
    "console.end.title": "End the session",
    "console.ended.again": "Record again",
    "console.ended.case": "Open the case",
    "console.ended.data": "Data used",
    "console.ended.failed": "The server could not record it. Please try again.",
    "console.ended.files": "Files passed",
    "console.ended.time": "Time",
    "console.ended.title": "The session has ended",
    "console.ended.unsaved": "Files received (gone when this page is closed)",
    "console.ended.writing": "Recording.",
    "console.ended.written": "The ending and the note are recorded.",
    "console.fee.agreed": "The customer's agreement is being recorded.",
    "console.fee.asked": "The support hours end in {minutes} minutes. Waiting for the customer's answer about the fee.",
    "console.fee.in": "within hours {time}",
    "console.fee.off": "outside hours {time}, {yen} yen",
    "console.fee.ready": "The customer agreed to the fee outside the support hours.",
    "console.fee.refused": "The customer did not agree to the fee. Everything pauses in {minutes} minutes.",
    "console.fee.stopped": "Outside the support hours: paused, the customer has not agreed.",
    "console.fee.warned": "The support hours end in {minutes} minutes.",
    "console.file.bad_name": "The name cannot be used, so it did not begin.",
    "console.file.cancel": "Cancel",
    "console.file.cancel_spoken": "Cancel {name}",
    "console.file.cancelled": "Cancelled.",
    "console.file.changed": "The file changed while it was being sent, so it was stopped.",
    "console.file.delivered": "The customer has it.",
    "console.file.flowing": "{percent}% · {speed}",
    "console.file.forget": "Remove from list",
    "console.file.forget_spoken": "Remove {name} from the list",
    "console.file.hash_differs": "What came was not the same as the original, so it was thrown away.",
    "console.file.in": "From the customer",
    "console.file.no_space": "There was not enough space.",
    "console.file.not_found": "The file was not found.",
    "console.file.not_granted": "Files are not allowed, so it did not begin.",
    "console.file.offered": "The customer wants to give you this file.",
    "console.file.out": "To the customer",
    "console.file.purpose": "Purpose: {purpose}",
    "console.file.received": "Here. Until you save it, it is on this page only.",
    "console.file.refuse": "Refuse",
    "console.file.refuse_spoken": "Refuse {name}",
    "console.file.refused": "It was refused.",
    "console.file.save": "Save",
    "console.file.save_again": "Save again",
    "console.file.save_spoken": "Save {name}",
    "console.file.saved": "Saved.",
    "console.file.session_ended": "The session ended, so it was stopped.",
    "console.file.take": "Take it",
    "console.file.take_spoken": "Take {name}",
    "console.file.timed_out": "No answer in time.",
    "console.file.unreadable": "The file could not be read.",
    "console.file.waiting_in": "Waiting for the customer to choose.",
    "console.file.waiting_out": "Waiting for the customer's answer.",
    "console.files.ask": "Ask for one",
    "console.files.ask_hint": "Leave it empty when you do not know the name: the customer chooses.",
    "console.files.ask_name": "Name of the file",
    "console.files.ask_now": "Ask",
    "console.files.ask_title": "Ask the customer for a file",
    "console.files.customer_chooses": "Let the customer choose",
    "console.files.drop": "Drop here to prepare sending to the customer.",
    "console.files.empty": "No files yet.",
    "console.files.not_allowed": "To exchange files, “Files” above must be allowed.",
    "console.files.note": "You can also drop files here. The customer answers for each one.",
    "console.files.purpose": "Purpose (the customer reads it)",
    "console.files.send": "Send",
    "console.files.send_now": "Send",
    "console.files.send_title": "Send files to the customer",
    "console.head_about": "{reference} · {subject}",
    "console.keys.eisu": "英数 (Eisu)",
    "console.keys.functions": "Function keys",
    "console.keys.hankaku": "半角/全角 (Hankaku)",
    "console.keys.henkan": "変換 (Henkan)",
    "console.keys.japanese": "Japanese input",
    "console.keys.kana": "カタカナ (Kana)",
    "console.keys.muhenkan": "無変換 (Muhenkan)",
    "console.keys.open": "Special keys",
    "console.keys.stop_note": "The hotkey that stops (Ctrl+Alt+Q unless changed) works by the customer's own hands alone. There is no need to send it.",
    "console.keys.system": "System",
    "console.line.fair": "Line a little slow",
    "console.line.good": "Line good",
    "console.line.numbers": "{round_trip} ms · {rate} · {frames} fps",
    "console.line.poor": "Line slow",
    "console.link.customer_gone": "The customer's connection was cut. Waiting for it to come back by itself. Control has stopped.",
    "console.link.down": "The connection was cut. Connecting again by itself. Control has stopped.",
    "console.link.elsewhere": "This session is open on another page. It cannot be operated from this one.",
    "console.link.left": "Ends in {seconds} s",
    "console.link.take_over": "Continue here",
    "console.link.try_now": "Connect now ({seconds})",
    "console.number.about": "{organisation}, {contact}, case {reference}",
    "console.number.again": "Issue a new number",
    "console.number.back": "Back to the case",
    "console.number.cancel": "Cancel this number",
    "console.number.destroyed": "The number was wrong three times, so it cannot be used any more. Please issue a new one.",
    "console.number.elsewhere": "This number is open on another page, or this page was loaded again. Its secret part is on the first page only, so please issue a new number.",
    "console.number.expired": "Its time is over. Please issue a new number.",
    "console.number.is_over": "This number cannot be used.",
    "console.number.left": "{time} left",
    "console.number.life": "Time left",
    "console.number.preparing": "Preparing the number.",
    "console.number.present": "The customer's program is here. Checking the number.",
    "console.number.proven": "The number is right. Starting the session.",
    "console.number.title": "Tell the customer this number",
    "console.number.title_over": "This number is over",
    "console.number.used": "This number was used on another page.",
    "console.number.waiting": "Waiting for the customer to type it.",
    "console.number.wrong": "The number typed was wrong. Please read it again, digit by digit. Tries left: {left}.",
    "console.page_title": "{organisation}: support console",
    "console.pause.customer_input": "The customer is using the mouse or keyboard. Yours wait until they stop.",
    "console.pause.customer_paused": "The customer paused. Please wait until they go on.",
    "console.pause.data_limit": "Sharing is paused: the customer's own data limit is reached. It goes on when the customer raises it.",
    "console.pause.link": "Connected again. Your input waits until the first picture is here.",
    "console.pause.off_hours": "Outside the support hours: sharing and control are paused until the customer agrees to the fee.",
    "console.pause.own_window": "The support program's own window cannot be operated from here. Please move elsewhere.",
    "console.pause.question": "A question is on the customer's screen. Your input waits for the answer.",
    "console.pause.screen_locked": "The customer's screen is locked. Your input waits until it is unlocked.",
    "console.picture.label": "The customer's screen",
    "console.picture.label_controlled": "The customer's screen, under your control. Press Ctrl, Alt, Shift and Esc together to come back to this page.",
    "console.picture.text_label": "Text to type at the customer's computer",
    "console.place.agreed": "The customer agreed. Recording the consent.",
    "console.place.asked": "Asking to view.",
    "console.place.asked_more": "The question is on the customer's screen. Please wait for the answer.",
    "console.place.compare": "Read these four digits over the phone and make sure that the customer sees the same.",
    "console.place.elsewhere": "Open on another page.",
    "console.place.first_frame": "Receiving the first picture.",
    "console.place.joining": "Connecting.",
    "console.place.no_view": "The screen is not shared yet.",
    "console.place.no_view_more": "Ask with “View” above; the question appears on the customer's screen.",
    "console.place.recording": "Recording the consent. The picture comes when it is done.",
    "console.place.shown": "The customer is reading the terms.",
    "console.place.started": "The customer sees your name and company.",
    "console.purpose.clipboard": "To hand over the text to be set, exactly",
    "console.purpose.control": "To carry out the steps we talked about for you",
    "console.purpose.files": "To exchange the files needed for the investigation",
    "console.purpose.view": "To look at the problem together",
    "console.requests.ask": "Ask",
    "console.requests.asked": "On the customer's screen",
    "console.requests.cannot": "The customer cannot do it",
    "console.requests.choose": "Choose one to write it below",
    "console.requests.done": "The customer did it",
    "console.requests.empty": "Nothing has been asked yet.",
    "console.requests.full": "{most} requests are open. Please ask when one of them is done.",
    "console.requests.not_taken": "It did not arrive: too many requests are open, or nobody is connected yet",
    "console.requests.not_yet": "You can ask once the customer has agreed and is connected.",
    "console.requests.note": "It appears on the customer's screen. They tick it off when it is done.",
    "console.requests.notice_cannot": "The customer cannot do this: {text}",
    "console.requests.notice_done": "The customer did what you asked: {text}",
    "console.requests.notice_reopened": "The customer marked this as not done after all: {text}",
    "console.requests.ready": "Sentences in frequent use",
    "console.requests.sending": "On its way",
    "console.requests.take_back": "Take back",
    "console.requests.take_back_long": "Take back: {text}",
    "console.requests.taken_back": "Taken back",
    "console.requests.text": "What the customer should do",
    "console.requests.tick_off": "Tick off",
    "console.requests.tick_off_long": "Tick off: {text}",
    "console.requests.ticked_off": "Ticked off by you",
    "console.requests.title": "Requests",
    "console.requests.word": "Their note: {word}",
    "console.sharing.monitor": "Shared screen: {title}",
    "console.sharing.nothing": "Nothing is shared",
    "console.sharing.window": "Shared window: {title}",
    "console.side": "Chat, requests, files, clipboard, case",
    "console.spoken": "Compare",
    "console.spoken_more": "The customer's screen shows the same four digits. Read them to each other over the phone.",
    "console.step.agree": "The customer agrees to the terms",
    "console.step.tell": "Say the number over the phone",
    "console.step.type": "The customer types it into the program",
    "console.stuck.broken": "What came over the line was not right, so it was stopped for safety. Please issue a new number from the case.",
    "console.stuck.caller_not_proven": "The customer's program could not prove who you are. Please tell an administrator.",
    "console.stuck.case": "To the case",
    "console.stuck.no_key": "This browser does not hold the key to come back into this session. To go on, please issue a new number from the case.",
    "console.stuck.refused": "The server did not accept it. Please begin again from the case.",
    "console.stuck.signed_out": "You are signed out. Please sign in again from the case.",
    "console.stuck.title": "This page cannot go on",
    "console.stuck.worker": "A part of this page could not be loaded. Please load the page again.",
    "console.stuck.wrong_version": "The customer's program has a version that does not fit. Please have the customer fetch the new one.",
    "console.tab_new": "{name} ({count} new)",
    "console.too_long": "This is too long. Please shorten it.",
    "console.tools.actual": "1:1",
    "console.tools.fit": "Fit",
    "console.tools.full": "Full screen",
    "console.tools.full_leave": "Leave full screen",
    "console.tools.keys": "Keys",
    "console.tools.label": "Tools for the picture",
    "console.tools.leave": "Ctrl+Alt+Shift+Esc leaves",
    "console.tools.panel": "Show or hide the side panel",
    "console.tools.place": "Physical",
    "console.tools.refresh": "Fetch the picture again",
    "console.tools.size": "Size",
    "console.tools.text": "Text",
    "console.verdict.allowed": "“{access}” is allowed.",
    "console.verdict.not_assigned": "“{access}” is not part of your assignment.",
    "console.verdict.not_recorded": "The consent could not be recorded, so “{access}” did not begin.",
    "console.verdict.ran_out": "The time for “{access}” is over.",
    "console.verdict.refused": "“{access}” was not allowed.",
    "console.verdict.timed_out": "“{access}”: no answer in time.",
    "console.verdict.withdrawn": "The customer took “{access}” back.",
    "console.verdict.yielded": "“{access}” was given back.",
    "ending.customer_stopped": "The customer ended it",
    "ending.declined": "Declined or not agreed",
    "ending.hours_refused": "Off-hours work was not agreed",
    "ending.lost": "The connection was lost",
    "ending.operator_ended": "The operator ended it",
    "ending.resolved": "Resolved",
    "ending.supervisor_ended": "An administrator of the support company ended it"
  }
};
