<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
    <context>
        <name>Engine</name>
        <message>
            <location filename="../../engine/batch/books.py" />
            <source>is repaired</source>
            <translation>正在修复</translation>
        </message>
        <message>
            <location filename="../../engine/batch/books.py" />
            <source>{0} was being repaired each of the {1} times the program ended without a word: it is left out of this run. The next one tries it again; another method or device may do.</source>
            <translation>程序 {1} 次无声退出时都正在修复 {0}：本次运行将其略过。下次运行会再试；换用其他方法或设备也许可行。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/books.py" />
            <source>waits for your word in run {0}</source>
            <translation>在第 {0} 次运行中等待您决定</translation>
        </message>
        <message>
            <location filename="../../engine/batch/books.py" />
            <source>done by run {0}: {1}</source>
            <translation>已由第 {0} 次运行完成：{1}</translation>
        </message>
        <message>
            <location filename="../../engine/batch/decoder.py" />
            <source>{0} made its decoder crash: it is damaged or needs more memory than is free. Copy it again from its origin, or save it anew as TIFF.</source>
            <translation>{0} 使解码器崩溃：文件已损坏，或所需内存超过可用内存。请从来源重新复制，或重新存为 TIFF。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/decoder.py" />
            <source>{0} was not read within {1} seconds: it is damaged, or the drive it lies on does not answer.</source>
            <translation>{0} 未能在 {1} 秒内读完：文件已损坏，或其所在的驱动器没有响应。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/item.py" />
            <source>too thick, too uncertain, on a face or on lettering</source>
            <translation>太粗、把握太小、在人脸上或在文字上</translation>
        </message>
        <message>
            <location filename="../../engine/batch/item.py" />
            <source>; {0} not filled unasked: {1}</source>
            <translation>；{0} 处未经要求不予填充：{1}</translation>
        </message>
        <message>
            <location filename="../../engine/batch/item.py" />
            <source>detection marks {0} of it, more than the {1} that damage usually takes: look at it in the window, or give a mask</source>
            <translation>检测标记了其中的 {0}，超过损伤通常所占的 {1}：请在窗口中查看，或提供蒙版</translation>
        </message>
        <message>
            <location filename="../../engine/batch/item.py" />
            <source>nothing to repair ({0})</source>
            <translation>无需修复（{0}）</translation>
        </message>
        <message>
            <location filename="../../engine/batch/item.py" />
            <source>{0} by {1}</source>
            <translation>{1}：{0}</translation>
        </message>
        <message>
            <location filename="../../engine/batch/item.py" />
            <source>{0} pixels repaired{1} ({2})</source>
            <translation>已修复 {0} 个像素{1}（{2}）</translation>
        </message>
        <message>
            <location filename="../../engine/batch/item.py" />
            <source>{0} pixels repaired: {1} ({2})</source>
            <translation>已修复 {0} 个像素：{1}（{2}）</translation>
        </message>
        <message>
            <location filename="../../engine/batch/journal.py" />
            <source>the journal of batches {0} cannot be used ({1}): free space there, or move it away to begin a new one.</source>
            <translation>批处理日志 {0} 无法使用（{1}）：请在那里腾出空间，或将其移走以新建一份。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/learning.py" />
            <source>The dust of the glass is learnt from the scans when the batch starts, for {0} of them.</source>
            <translation>批处理开始时会从扫描件中学习玻璃上的灰尘，用于其中 {0} 张。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/learning.py" />
            <source>No dust is learnt for {0} of the scans: their folder has fewer than {1} of one size.</source>
            <translation>有 {0} 张扫描件不学习灰尘：它们所在的文件夹中同一尺寸的不足 {1} 张。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/learning.py" />
            <source>The watermark is learnt from {0} scans when the batch starts.</source>
            <translation>批处理开始时会从 {0} 张扫描件中学习水印。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/learning.py" />
            <source>The watermark cannot be learnt: there are too few scans, {0}, and {1} are the least. Give a mark file that was learnt from others.</source>
            <translation>无法学习水印：扫描件太少，只有 {0} 张，至少需要 {1} 张。请提供从其他扫描件学到的水印文件。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/learning.py" />
            <source>dust and marks are learnt from the first pages: leave --page out, or --learn-dust and --watermark auto.</source>
            <translation>灰尘和水印是从第一页学习的：请去掉 --page，或去掉 --learn-dust 和 --watermark auto。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/masks.py" />
            <source>--mask and --masks exclude each other: leave one of them out.</source>
            <translation>--mask 与 --masks 互相排斥：请去掉其中一个。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/masks.py" />
            <source>the mask {0} does not exist: check its name and folder.</source>
            <translation>蒙版 {0} 不存在：请检查其名称和文件夹。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/masks.py" />
            <source>{0} is neither a folder with masks nor a pattern with {name}, such as {1}.</source>
            <translation>{0} 既不是蒙版文件夹，也不是带 {name} 的模式，例如 {1}。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/names.py" />
            <source>{{0}} in the name {1} is none of {2}.</source>
            <translation>名称 {1} 中的 {{0}} 不属于 {2}。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/names.py" />
            <source>the name {0} cannot be filled in ({1}): write it of {2}, for example {name}_restored or {date}_{number:04}.</source>
            <translation>名称 {0} 无法填充（{1}）：请用 {2} 来写，例如 {name}_restored 或 {date}_{number:04}。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/names.py" />
            <source>the name {0} holds a slash: it names files only, folders are kept as they are.</source>
            <translation>名称 {0} 含有斜杠：它只用于命名文件，文件夹保持不变。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/pace.py" />
            <source>{0} s</source>
            <translation>{0} 秒</translation>
        </message>
        <message>
            <location filename="../../engine/batch/pace.py" />
            <source>{0} min</source>
            <translation>{0} 分钟</translation>
        </message>
        <message>
            <location filename="../../engine/batch/pace.py" />
            <source>{0} h {1} min</source>
            <translation>{0} 小时 {1} 分钟</translation>
        </message>
        <message>
            <location filename="../../engine/batch/plan.py" />
            <source>{0} is none of {1}.</source>
            <translation>{0} 不属于 {1}。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/plan.py" />
            <source>{0} to {1}</source>
            <translation>{0} 张将{1}</translation>
        </message>
        <message>
            <location filename="../../engine/batch/plan.py" />
            <source>conflict: {0}</source>
            <translation>冲突：{0}</translation>
        </message>
        <message>
            <location filename="../../engine/batch/plan.py" />
            <source>the target {0} is a file: give a folder for the results.</source>
            <translation>目标 {0} 是文件：请为结果指定一个文件夹。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/plan.py" />
            <source>there is no scan in {0}: check the folder, the patterns.</source>
            <translation>{0} 中没有扫描件：请检查文件夹和模式。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/plan.py" />
            <source>there is no scan in {0}: check the folder, the patterns, or add --recursive for its sub-folders.</source>
            <translation>{0} 中没有扫描件：请检查文件夹和模式，或添加 --recursive 以包含子文件夹。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/plan.py" />
            <source>there is no scan in {0}: check the folder.</source>
            <translation>{0} 中没有扫描件：请检查文件夹。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/plan.py" />
            <source>there is no scan in {0}: check the folder, or add --recursive for its sub-folders.</source>
            <translation>{0} 中没有扫描件：请检查文件夹，或添加 --recursive 以包含子文件夹。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/plan.py" />
            <source>, or add --recursive for its sub-folders</source>
            <translation>，或添加 --recursive 以包含子文件夹</translation>
        </message>
        <message>
            <location filename="../../engine/batch/plan.py" />
            <source>, the patterns</source>
            <translation>和模式</translation>
        </message>
        <message>
            <location filename="../../engine/batch/plan.py" />
            <source>planning {0} of {1}</source>
            <translation>正在制定计划 {0} / {1}</translation>
        </message>
        <message>
            <location filename="../../engine/batch/plan.py" />
            <source>{0} is left out: {1}.</source>
            <translation>{0} 已略过：{1}。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/plan.py" />
            <source>there is no mask for {0}</source>
            <translation>{0} 没有蒙版</translation>
        </message>
        <message>
            <location filename="../../engine/batch/plan.py" />
            <source>{0} Add --large to take it all the same</source>
            <translation>{0}添加 --large 仍可处理</translation>
        </message>
        <message>
            <location filename="../../engine/batch/plan.py" />
            <source>the mask {0} measures {1} pixels, the scan {2}</source>
            <translation>蒙版 {0} 的尺寸为 {1} 像素，扫描件为 {2}</translation>
        </message>
        <message>
            <location filename="../../engine/batch/plan.py" />
            <source>{0} is a file where the results need a folder: move it away</source>
            <translation>{0} 是文件，而结果需要在此建立文件夹：请将其移走</translation>
        </message>
        <message>
            <location filename="../../engine/batch/plan.py" />
            <source>another result is called {0}; the result is called</source>
            <translation>另一个结果名为 {0}；该结果命名为</translation>
        </message>
        <message>
            <location filename="../../engine/batch/plan.py" />
            <source>{0} is already there</source>
            <translation>{0} 已经存在</translation>
        </message>
        <message>
            <location filename="../../engine/batch/plan.py" />
            <source>{0}; the result is called</source>
            <translation>{0}；该结果命名为</translation>
        </message>
        <message>
            <location filename="../../engine/batch/plan.py" />
            <source>another result is called {0}</source>
            <translation>另一个结果名为 {0}</translation>
        </message>
        <message>
            <location filename="../../engine/batch/plan.py" />
            <source>a folder is called {0}</source>
            <translation>有文件夹名为 {0}</translation>
        </message>
        <message>
            <location filename="../../engine/batch/plan.py" />
            <source>{0} is a file this batch reads</source>
            <translation>{0} 是本次批处理要读取的文件</translation>
        </message>
        <message>
            <location filename="../../engine/batch/plan.py" />
            <source>made before</source>
            <translation>先前生成</translation>
        </message>
        <message>
            <location filename="../../engine/batch/plan.py" />
            <source>{0}, newer than the scan,</source>
            <translation>{0}（比扫描件新）</translation>
        </message>
        <message>
            <location filename="../../engine/batch/plan.py" />
            <source>{0} is already there and is replaced</source>
            <translation>{0} 已经存在，将被替换</translation>
        </message>
        <message>
            <location filename="../../engine/batch/review.py" />
            <source>{0} does not wait in run {1}: see `batch review {2}`.</source>
            <translation>{0} 不在第 {1} 次运行中等待：请查看 `batch review {2}`。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/review.py" />
            <source>{0} cannot be read: {1}. Give the batch again.</source>
            <translation>无法读取 {0}：{1}。请重新运行批处理。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/review.py" />
            <source>{0} was changed since: give the batch again.</source>
            <translation>{0} 此后已被更改：请重新运行批处理。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/review.py" />
            <source>corrected by hand; {0}</source>
            <translation>已手工更正；{0}</translation>
        </message>
        <message>
            <location filename="../../engine/batch/review.py" />
            <source>accepted in review</source>
            <translation>审阅时接受</translation>
        </message>
        <message>
            <location filename="../../engine/batch/review.py" />
            <source>the generator of run {0} ({1}) is not among the models any more: install it again, or give the batch again with another one.</source>
            <translation>第 {0} 次运行所用的生成器（{1}）已不在模型之中：请重新安装，或换用其他生成器重新运行批处理。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/run.py" />
            <source>{0} of {1}</source>
            <translation>{0} / {1}</translation>
        </message>
        <message>
            <location filename="../../engine/batch/run.py" />
            <source>{0} failed</source>
            <translation>{0} 个失败</translation>
        </message>
        <message>
            <location filename="../../engine/batch/run.py" />
            <source>{0} left</source>
            <translation>剩余 {0}</translation>
        </message>
        <message>
            <location filename="../../engine/batch/settings.py" />
            <source>there is no step {0}: the steps are {1}.</source>
            <translation>没有步骤 {0}：可用的步骤有 {1}。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/settings.py" />
            <source>the steps have to stand in this order: {0}.</source>
            <translation>步骤必须按此顺序排列：{0}。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/settings.py" />
            <source>the steps {0} look for damage and repair none: give detect,repair (the command `detect` only looks).</source>
            <translation>步骤 {0} 只查找损伤而不修复：请给出 detect,repair（命令 `detect` 只查找）。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/sources.py" />
            <source>{0} does not exist: check its name and folder.</source>
            <translation>{0} 不存在：请检查其名称和文件夹。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/sources.py" />
            <source>{0} cannot be read: {1}.</source>
            <translation>无法读取 {0}：{1}。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/sources.py" />
            <source>{0} is empty: write the paths of the scans into it, one in a line.</source>
            <translation>{0} 是空的：请在其中写入扫描件的路径，每行一个。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/sources.py" />
            <source>the target {0} is a folder of scans itself: give another folder for the results.</source>
            <translation>目标 {0} 本身就是扫描件文件夹：请为结果指定另一个文件夹。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/sources.py" />
            <source>it is a link to a folder: give that folder itself</source>
            <translation>它是指向文件夹的链接：请直接指定该文件夹</translation>
        </message>
        <message>
            <location filename="../../engine/batch/sources.py" />
            <source>it is the target, which lies among the scans</source>
            <translation>它是目标文件夹，位于扫描件之中</translation>
        </message>
        <message>
            <location filename="../../engine/batch/stages.py" />
            <source>{0} was changed while it was read: try again.</source>
            <translation>{0} 在读取时被更改：请重试。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/stages.py" />
            <source>, {0} sure</source>
            <translation>，把握 {0}</translation>
        </message>
        <message>
            <location filename="../../engine/batch/stages.py" />
            <source>waits for your word{0}: {1}</source>
            <translation>等待您决定{0}：{1}</translation>
        </message>
        <message>
            <location filename="../../engine/batch/stages.py" />
            <source>{0} The same command then goes on.</source>
            <translation>{0}随后用同一命令即可继续。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/stages.py" />
            <source>{0} needs more memory than is free: close other programs.</source>
            <translation>{0} 所需内存超过可用内存：请关闭其他程序。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/stages.py" />
            <source>something unexpected happened ({0}: {1})</source>
            <translation>发生意外情况（{0}：{1}）</translation>
        </message>
        <message>
            <location filename="../../engine/batch/trial.py" />
            <source>looking at {0}</source>
            <translation>正在查看 {0}</translation>
        </message>
        <message>
            <location filename="../../engine/batch/trial.py" />
            <source>{0} place</source>
            <translation>{0} 处</translation>
        </message>
        <message>
            <location filename="../../engine/batch/trial.py" />
            <source>{0} places</source>
            <translation>{0} 处</translation>
        </message>
        <message>
            <location filename="../../engine/batch/trial.py" />
            <source>, {0} marked: for review</source>
            <translation>，已标记 {0}：待审阅</translation>
        </message>
        <message>
            <location filename="../../engine/batch/undo.py" />
            <source>{0} results moved to {1}</source>
            <translation>{0} 个结果已移至 {1}</translation>
        </message>
        <message>
            <location filename="../../engine/batch/undo.py" />
            <source>nothing to move</source>
            <translation>没有可移动的内容</translation>
        </message>
        <message>
            <location filename="../../engine/batch/undo.py" />
            <source>, with {0} repairs that waited for a review</source>
            <translation>，其中 {0} 处修复原在等待审阅</translation>
        </message>
        <message>
            <location filename="../../engine/batch/undo.py" />
            <source>{0} originals proven unchanged by their hashes</source>
            <translation>{0} 个原件经校验值证明未变</translation>
        </message>
        <message>
            <location filename="../../engine/batch/undo.py" />
            <source>the last one is {0}</source>
            <translation>最近一次是 {0}</translation>
        </message>
        <message>
            <location filename="../../engine/batch/undo.py" />
            <source>there was none yet</source>
            <translation>尚无运行</translation>
        </message>
        <message>
            <location filename="../../engine/batch/undo.py" />
            <source>there is no run {0}: {1} (see `batch list`).</source>
            <translation>没有第 {0} 次运行：{1}（见 `batch list`）。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/undo.py" />
            <source>taking back {0} of {1}</source>
            <translation>正在撤回 {0} / {1}</translation>
        </message>
        <message>
            <location filename="../../engine/batch/undo.py" />
            <source>{0} is not there any more.</source>
            <translation>{0} 已不存在。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/undo.py" />
            <source>{0} was changed since and stays where it is.</source>
            <translation>{0} 此后已被更改，保留原处。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/undo.py" />
            <source>{0} cannot be moved to {1}: {2}. Close programs that show it, and give the command again.</source>
            <translation>无法将 {0} 移至 {1}：{2}。请关闭正在显示它的程序，然后重新执行命令。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/undo.py" />
            <source>{0} is not what the batch read: it was changed since.</source>
            <translation>{0} 不是批处理当时读取的文件：此后已被更改。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/watermark.py" />
            <source>Remove watermark</source>
            <translation>移除水印</translation>
        </message>
        <message>
            <location filename="../../engine/batch/workplace.py" />
            <source>nothing can be written into {0}: {1}. Choose another folder, or change its permissions.</source>
            <translation>无法写入 {0}：{1}。请选择另一个文件夹，或更改其权限。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/workplace.py" />
            <source>{0} was written by another program meanwhile and is left as it is: give the command again.</source>
            <translation>{0} 其间被其他程序写入，保持原样：请重新执行命令。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/workplace.py" />
            <source>{0} could not be saved: {1}.</source>
            <translation>无法保存 {0}：{1}。</translation>
        </message>
        <message>
            <location filename="../../engine/batch/workplace.py" />
            <source>another batch is writing into {0}: wait for its end, or choose another folder.</source>
            <translation>另一批处理正在写入 {0}：请等它结束，或选择另一个文件夹。</translation>
        </message>
        <message>
            <location filename="../../engine/detect/classical.py" />
            <source>classical proposal: marks eyes and lace too</source>
            <translation>经典方法的建议：也会标记眼睛和花边</translation>
        </message>
        <message>
            <location filename="../../engine/detect/damage.py" />
            <source>model {0}: a detector needs a tensor {1} of {2} channels under [tensors] of its card.toml, which has {3}: correct the card, or choose another model.</source>
            <translation>模型 {0}：检测器需要在其 card.toml 的 [tensors] 下有 {2} 个通道的张量 {1}，而其中为 {3}：请更正卡片，或选择另一个模型。</translation>
        </message>
        <message>
            <location filename="../../engine/detect/damage.py" />
            <source>model {0} gave {1} x {2} px for {3} x {4}: it is no detector; choose another one.</source>
            <translation>模型 {0} 对 {3} x {4} 像素给出了 {1} x {2} 像素：它不是检测器；请选择另一个。</translation>
        </message>
        <message>
            <location filename="../../engine/detect/damage.py" />
            <source>looking for damage, {0} of {1}</source>
            <translation>正在查找损伤，{0} / {1}</translation>
        </message>
        <message>
            <location filename="../../engine/detect/damage.py" />
            <source>looked for damage</source>
            <translation>损伤查找完毕</translation>
        </message>
        <message>
            <location filename="../../engine/detect/date_stamp.py" />
            <source>looking for date stamps</source>
            <translation>正在查找日期戳</translation>
        </message>
        <message>
            <location filename="../../engine/detect/date_stamp.py" />
            <source>looked for date stamps</source>
            <translation>日期戳查找完毕</translation>
        </message>
        <message>
            <location filename="../../engine/detect/date_stamp.py" />
            <source>date stamps by the shapes of their digits</source>
            <translation>日期戳按数字形状</translation>
        </message>
        <message>
            <location filename="../../engine/detect/faces.py" />
            <source>OpenCV cannot read frontal-faces.xml</source>
            <translation>OpenCV 无法读取 frontal-faces.xml</translation>
        </message>
        <message>
            <location filename="../../engine/detect/find.py" />
            <source>method {0} is none of {1}</source>
            <translation>方法 {0} 不属于 {1}</translation>
        </message>
        <message>
            <location filename="../../engine/detect/find.py" />
            <source>there is no detector to use: see `main.py models`, or choose --method classical.</source>
            <translation>没有可用的检测器：请查看 `main.py models`，或选择 --method classical。</translation>
        </message>
        <message>
            <location filename="../../engine/detect/find.py" />
            <source>the scan has no infrared channel, and no file of its name with _IR lies beside it: choose another method.</source>
            <translation>扫描件没有红外通道，旁边也没有同名带 _IR 的文件：请选择其他方法。</translation>
        </message>
        <message>
            <location filename="../../engine/detect/infrared.py" />
            <source>{0} measures {1} pixels, the scan {2}: an infrared channel must have exactly the scan's size; scan both at once, or move the file away.</source>
            <translation>{0} 的尺寸为 {1} 像素，扫描件为 {2}：红外通道必须与扫描件尺寸完全相同；请同时扫描两者，或将该文件移走。</translation>
        </message>
        <message>
            <location filename="../../engine/detect/infrared.py" />
            <source>comparing infrared with the picture</source>
            <translation>正在比较红外通道与照片</translation>
        </message>
        <message>
            <location filename="../../engine/detect/infrared.py" />
            <source>looking for dust, {0} of {1}</source>
            <translation>正在查找灰尘，{0} / {1}</translation>
        </message>
        <message>
            <location filename="../../engine/detect/infrared.py" />
            <source>looked for dust</source>
            <translation>灰尘查找完毕</translation>
        </message>
        <message>
            <location filename="../../engine/detect/infrared.py" />
            <source>, shifted by {0}, {1} px</source>
            <translation>，偏移 {0}, {1} 像素</translation>
        </message>
        <message>
            <location filename="../../engine/detect/infrared.py" />
            <source>infrared channel{0}</source>
            <translation>红外通道{0}</translation>
        </message>
        <message>
            <location filename="../../engine/detect/infrared.py" />
            <source>the infrared channel of {0} shows the picture itself (correlation {1}), as with silver black-and-white film and Kodachrome: dust cannot be told from it; look for damage without infrared.</source>
            <translation>{0} 的红外通道显示了照片本身（相关系数 {1}），银盐黑白胶片和 Kodachrome 就是如此：无法从中分辨灰尘；请不用红外来查找损伤。</translation>
        </message>
        <message>
            <location filename="../../engine/detect/known_mark.py" />
            <source>measuring the logo's strength</source>
            <translation>正在测量标志的强度</translation>
        </message>
        <message>
            <location filename="../../engine/detect/known_mark.py" />
            <source>the logo was not found on the picture (likeness {0}): it is too faint there, turned, or another one.</source>
            <translation>照片上没有找到该标志（相似度 {0}）：它太淡、被旋转，或是另一个标志。</translation>
        </message>
        <message>
            <location filename="../../engine/detect/known_mark.py" />
            <source>looking for the logo</source>
            <translation>正在查找标志</translation>
        </message>
        <message>
            <location filename="../../engine/detect/known_mark.py" />
            <source>fitting the logo</source>
            <translation>正在匹配标志</translation>
        </message>
        <message>
            <location filename="../../engine/detect/repeated.py" />
            <source>{0} measures {1} pixels, {2} {3}: only scans of one size show what repeats; move the others away.</source>
            <translation>{0} 的尺寸为 {1} 像素，{2} 为 {3}：只有同一尺寸的扫描件才能显示重复之处；请将其他的移走。</translation>
        </message>
        <message>
            <location filename="../../engine/detect/repeated.py" />
            <source>looking at {0}, {1} of {2}</source>
            <translation>正在查看 {0}，{1} / {2}</translation>
        </message>
        <message>
            <location filename="../../engine/detect/repeated.py" />
            <source>the same place on {0} scans</source>
            <translation>{0} 张扫描件上的同一位置</translation>
        </message>
        <message>
            <location filename="../../engine/detect/repeated.py" />
            <source>{0} scans are too few to tell what repeats on them: give at least {1} made on the same scanner at the same settings.</source>
            <translation>{0} 张扫描件太少，无法判断其上重复的内容：请至少提供 {1} 张用同一扫描仪、同一设置扫描的。</translation>
        </message>
        <message>
            <location filename="../../engine/detect/tighten.py" />
            <source>tightening the marks</source>
            <translation>正在收紧标记</translation>
        </message>
        <message>
            <location filename="../../engine/detect/watermark.py" />
            <source>for your own pictures, or with permission</source>
            <translation>仅限您自己的照片，或已获许可</translation>
        </message>
        <message>
            <location filename="../../engine/detect/watermark.py" />
            <source>{0} has no transparency, so that it does not say where the mark covers anything: give a PNG with an alpha channel.</source>
            <translation>{0} 没有透明度，因此无法说明水印覆盖何处：请提供带 Alpha 通道的 PNG。</translation>
        </message>
        <message>
            <location filename="../../engine/detect/watermark.py" />
            <source>format {0} {1}</source>
            <translation>格式 {0} {1}</translation>
        </message>
        <message>
            <location filename="../../engine/detect/watermark.py" />
            <source>{0} is not what Heirloom wrote beside a mark ({1}): learn the mark anew, or move {2} away to have {3} looked for as a logo.</source>
            <translation>{0} 不是 Heirloom 写在水印旁边的文件（{1}）：请重新学习水印，或移走 {2}，以便把 {3} 当作标志查找。</translation>
        </message>
        <message>
            <location filename="../../engine/detect/watermark_learn.py" />
            <source>these {0} pictures share no mark that could be told from chance: give {1} or more that all have it, at the same distance from one corner.</source>
            <translation>这 {0} 张照片没有能与偶然区分开的共同水印：请提供 {1} 张或更多，且都带有它，并与某一角距离相同。</translation>
        </message>
        <message>
            <location filename="../../engine/detect/watermark_learn.py" />
            <source>{0} pictures are too few to learn their mark from: give {1} or more.</source>
            <translation>{0} 张照片太少，无法学习其水印：请提供 {1} 张或更多。</translation>
        </message>
        <message>
            <location filename="../../engine/detect/watermark_learn.py" />
            <source>looking for what the pictures share</source>
            <translation>正在查找照片的共同之处</translation>
        </message>
        <message>
            <location filename="../../engine/detect/watermark_learn.py" />
            <source>reading {0}</source>
            <translation>正在读取 {0}</translation>
        </message>
        <message>
            <location filename="../../engine/detect/watermark_learn.py" />
            <source>there is no picture to learn a mark from.</source>
            <translation>没有可供学习水印的照片。</translation>
        </message>
        <message>
            <location filename="../../engine/detect/watermark_learn.py" />
            <source>what these pictures share has no colour of its own: it is no mark that was laid over them.</source>
            <translation>这些照片的共同之处没有自己的颜色：它不是叠加上去的水印。</translation>
        </message>
        <message>
            <location filename="../../engine/detect/watermark_learn.py" />
            <source>learning the mark, {0} of {1}</source>
            <translation>正在学习水印，{0} / {1}</translation>
        </message>
        <message>
            <location filename="../../engine/detect/watermark_remove.py" />
            <source>looking for the mark</source>
            <translation>正在查找水印</translation>
        </message>
        <message>
            <location filename="../../engine/detect/watermark_remove.py" />
            <source>the mark is not on {0} (likeness {1} of at least {2}): choose the mark file that belongs to it.</source>
            <translation>水印不在 {0} 上（相似度 {1}，至少需要 {2}）：请选择属于它的水印文件。</translation>
        </message>
        <message>
            <location filename="../../engine/detect/watermark_remove.py" />
            <source>the mark is not on the scan (likeness {0} of at least {1}): choose the mark file that belongs to it.</source>
            <translation>水印不在扫描件上（相似度 {0}，至少需要 {1}）：请选择属于它的水印文件。</translation>
        </message>
        <message>
            <location filename="../../engine/detect/watermark_remove.py" />
            <source>un-blended the mark</source>
            <translation>水印已去除</translation>
        </message>
        <message>
            <location filename="../../engine/detect/watermark_remove.py" />
            <source>the place of the mark is not known: have the logo found first.</source>
            <translation>水印的位置未知：请先查找标志。</translation>
        </message>
        <message>
            <location filename="../../engine/detect/watermark_remove.py" />
            <source>un-blending the mark</source>
            <translation>正在去除水印</translation>
        </message>
        <message>
            <location filename="../../engine/detect/watermark_remove.py" />
            <source>learnt from {0} pictures</source>
            <translation>从 {0} 张照片学到</translation>
        </message>
        <message>
            <location filename="../../engine/detect/watermark_remove.py" />
            <source>the picture shows through a mark that was {0} ({1})</source>
            <translation>照片透过{0}的水印显现（{1}）</translation>
        </message>
        <message>
            <location filename="../../engine/detect/watermark_request.py" />
            <source>which the record does not hold</source>
            <translation>而记录中没有它</translation>
        </message>
        <message>
            <location filename="../../engine/detect/watermark_request.py" />
            <source>and not the one given</source>
            <translation>而不是给出的那个</translation>
        </message>
        <message>
            <location filename="../../engine/detect/watermark_request.py" />
            <source>a mark was taken off by the mark file of SHA-256 {0}, {1}: give that one by --mark.</source>
            <translation>曾用 SHA-256 为 {0} 的水印文件去除水印，{1}：请用 --mark 给出那个文件。</translation>
        </message>
        <message>
            <location filename="../../engine/document/archive.py" />
            <source>two members have the same name, or one is missing</source>
            <translation>两个成员同名，或缺少一个</translation>
        </message>
        <message>
            <location filename="../../engine/document/archive.py" />
            <source>its members overlap</source>
            <translation>其成员互相重叠</translation>
        </message>
        <message>
            <location filename="../../engine/document/archive.py" />
            <source>{0} is missing in it</source>
            <translation>其中缺少 {0}</translation>
        </message>
        <message>
            <location filename="../../engine/document/archive.py" />
            <source>it has an unknown member {0}</source>
            <translation>其中有未知成员 {0}</translation>
        </message>
        <message>
            <location filename="../../engine/document/archive.py" />
            <source>{0} has {1} bytes, more than {2}</source>
            <translation>{0} 有 {1} 字节，超过 {2}</translation>
        </message>
        <message>
            <location filename="../../engine/document/archive.py" />
            <source>it is cut off</source>
            <translation>它不完整</translation>
        </message>
        <message>
            <location filename="../../engine/document/archive.py" />
            <source>it does not end as a zip file does</source>
            <translation>其结尾不是 zip 文件的结尾</translation>
        </message>
        <message>
            <location filename="../../engine/document/archive.py" />
            <source>it is a zip64 file</source>
            <translation>它是 zip64 文件</translation>
        </message>
        <message>
            <location filename="../../engine/document/archive.py" />
            <source>its directory is not one of ours</source>
            <translation>其目录不是 Heirloom 的</translation>
        </message>
        <message>
            <location filename="../../engine/document/archive.py" />
            <source>its directory has the wrong size</source>
            <translation>其目录大小不对</translation>
        </message>
        <message>
            <location filename="../../engine/document/archive.py" />
            <source>its member {0} is not stored plainly</source>
            <translation>其成员 {0} 不是未压缩存储的</translation>
        </message>
        <message>
            <location filename="../../engine/document/credentials.py" />
            <source>Content Credentials need the extra `c2pa`: install it with pip install heirloom[c2pa], or save without --c2pa.</source>
            <translation>内容凭证需要附加组件 `c2pa`：请用 pip install heirloom[c2pa] 安装，或不带 --c2pa 保存。</translation>
        </message>
        <message>
            <location filename="../../engine/document/credentials.py" />
            <source>{0} has no place for Content Credentials: save as TIFF, PNG or JPEG.</source>
            <translation>{0} 无法存放内容凭证：请存为 TIFF、PNG 或 JPEG。</translation>
        </message>
        <message>
            <location filename="../../engine/document/credentials.py" />
            <source>{0} is no certificate in PEM form.</source>
            <translation>{0} 不是 PEM 格式的证书。</translation>
        </message>
        <message>
            <location filename="../../engine/document/credentials.py" />
            <source>{0} is no private key in PEM form, or has a password: give one without.</source>
            <translation>{0} 不是 PEM 格式的私钥，或设有密码：请提供没有密码的。</translation>
        </message>
        <message>
            <location filename="../../engine/document/credentials.py" />
            <source>{0} is not the key of {1}: give the one it is for.</source>
            <translation>{0} 不是 {1} 的密钥：请提供与之对应的密钥。</translation>
        </message>
        <message>
            <location filename="../../engine/document/credentials.py" />
            <source>{0} is saved and has no Content Credentials: {1}. Check the certificate and its chain.</source>
            <translation>{0} 已保存，但没有内容凭证：{1}。请检查证书及其证书链。</translation>
        </message>
        <message>
            <location filename="../../engine/document/credentials.py" />
            <source>{0} is a key of a kind that C2PA does not allow.</source>
            <translation>{0} 是 C2PA 不允许的密钥类型。</translation>
        </message>
        <message>
            <location filename="../../engine/document/document.py" />
            <source>Strength {0}</source>
            <translation>强度 {0}</translation>
        </message>
        <message>
            <location filename="../../engine/document/document.py" />
            <source>Whole picture</source>
            <translation>整张照片</translation>
        </message>
        <message>
            <location filename="../../engine/document/finish_manifest.py" />
            <source>a curve has {0} knots</source>
            <translation>一条曲线有 {0} 个节点</translation>
        </message>
        <message>
            <location filename="../../engine/document/finish_manifest.py" />
            <source>the strength {0} is not from 0 to 1</source>
            <translation>强度 {0} 不在 0 到 1 之间</translation>
        </message>
        <message>
            <location filename="../../engine/document/finish_manifest.py" />
            <source>the noise {0} is not from 0 to 1</source>
            <translation>噪点 {0} 不在 0 到 1 之间</translation>
        </message>
        <message>
            <location filename="../../engine/document/finish_manifest.py" />
            <source>{0} is no point of a curve</source>
            <translation>{0} 不是曲线上的点</translation>
        </message>
        <message>
            <location filename="../../engine/document/finish_manifest.py" />
            <source>{0} is no table of numbers</source>
            <translation>{0} 不是数值表</translation>
        </message>
        <message>
            <location filename="../../engine/document/finish_manifest.py" />
            <source>{0} has the shape {1}, or numbers that are too large</source>
            <translation>{0} 的形状为 {1}，或数值过大</translation>
        </message>
        <message>
            <location filename="../../engine/document/history.py" />
            <source>The oldest step</source>
            <translation>最早的一步</translation>
        </message>
        <message>
            <location filename="../../engine/document/history.py" />
            <source>The oldest {0} steps</source>
            <translation>最早的 {0} 步</translation>
        </message>
        <message>
            <location filename="../../engine/document/history.py" />
            <source>{0} cannot be undone any more: {1}.</source>
            <translation>{0}已不能撤销：{1}。</translation>
        </message>
        <message>
            <location filename="../../engine/document/history.py" />
            <source>they do not fit on the disk ({0})</source>
            <translation>磁盘放不下（{0}）</translation>
        </message>
        <message>
            <location filename="../../engine/document/history.py" />
            <source>they took more room than is meant for them</source>
            <translation>占用的空间超过了预留的空间</translation>
        </message>
        <message>
            <location filename="../../engine/document/layer_edits.py" />
            <source>{0} is the only layer that is shown: show another first.</source>
            <translation>{0}是唯一显示的图层：请先显示另一个。</translation>
        </message>
        <message>
            <location filename="../../engine/document/layer_edits.py" />
            <source>Show {0}</source>
            <translation>显示{0}</translation>
        </message>
        <message>
            <location filename="../../engine/document/layer_edits.py" />
            <source>Hide {0}</source>
            <translation>隐藏{0}</translation>
        </message>
        <message>
            <location filename="../../engine/document/layer_edits.py" />
            <source>the layer {0} cannot be repaired by {1}</source>
            <translation>图层 {0} 不能用 {1} 修复</translation>
        </message>
        <message>
            <location filename="../../engine/document/layer_edits.py" />
            <source>Method of {0}</source>
            <translation>{0}的方法</translation>
        </message>
        <message>
            <location filename="../../engine/document/layer_edits.py" />
            <source>Move to {0}</source>
            <translation>移至{0}</translation>
        </message>
        <message>
            <location filename="../../engine/document/layer_files.py" />
            <source>{0} measures {1} pixels, the scan {2}: they differ.</source>
            <translation>{0} 的尺寸为 {1} 像素，扫描件为 {2}：两者不同。</translation>
        </message>
        <message>
            <location filename="../../engine/document/layers.py" />
            <source>the layer {0} is hidden: show it before you paint.</source>
            <translation>图层 {0} 已隐藏：请先显示再绘制。</translation>
        </message>
        <message>
            <location filename="../../engine/document/manifest.py" />
            <source>Heirloom {0}</source>
            <translation>Heirloom {0}</translation>
        </message>
        <message>
            <location filename="../../engine/document/manifest.py" />
            <source>its format is {0}</source>
            <translation>其格式为 {0}</translation>
        </message>
        <message>
            <location filename="../../engine/document/manifest.py" />
            <source>{0} was written by a newer version ({1}, format {2}; this one reads up to {3}): open it with that version, or update Heirloom.</source>
            <translation>{0} 由较新的版本写成（{1}，格式 {2}；本版本最多读到 {3}）：请用那个版本打开，或更新 Heirloom。</translation>
        </message>
        <message>
            <location filename="../../engine/document/manifest.py" />
            <source>the scan has an impossible depth or number of channels</source>
            <translation>扫描件的位深或通道数不可能存在</translation>
        </message>
        <message>
            <location filename="../../engine/document/manifest.py" />
            <source>a hash of the scan is no SHA-256</source>
            <translation>扫描件的一个校验值不是 SHA-256</translation>
        </message>
        <message>
            <location filename="../../engine/document/manifest.py" />
            <source>the name of the scan is a path</source>
            <translation>扫描件的名称是路径</translation>
        </message>
        <message>
            <location filename="../../engine/document/manifest.py" />
            <source>it has {0} patches, more than {1}</source>
            <translation>它有 {0} 个修复块，超过 {1}</translation>
        </message>
        <message>
            <location filename="../../engine/document/manifest.py" />
            <source>two patches have the same id</source>
            <translation>两个修复块的标识相同</translation>
        </message>
        <message>
            <location filename="../../engine/document/manifest.py" />
            <source>it speaks of {0} patches that are no more</source>
            <translation>它提到 {0} 个已不存在的修复块</translation>
        </message>
        <message>
            <location filename="../../engine/document/manifest.py" />
            <source>{0} is no base64</source>
            <translation>{0} 不是 base64</translation>
        </message>
        <message>
            <location filename="../../engine/document/manifest.py" />
            <source>a tile of the mask is larger than {0} px</source>
            <translation>蒙版的一个图块大于 {0} 像素</translation>
        </message>
        <message>
            <location filename="../../engine/document/manifest.py" />
            <source>the tiles of the mask are more than the scan</source>
            <translation>蒙版的图块超出扫描件</translation>
        </message>
        <message>
            <location filename="../../engine/document/manifest.py" />
            <source>a box is not four whole numbers</source>
            <translation>一个方框不是四个整数</translation>
        </message>
        <message>
            <location filename="../../engine/document/manifest.py" />
            <source>the box {0} does not lie inside the scan of {1} pixels</source>
            <translation>方框 {0} 不在 {1} 像素的扫描件之内</translation>
        </message>
        <message>
            <location filename="../../engine/document/manifest.py" />
            <source>a patch has {0} variants, more than {1}</source>
            <translation>一个修复块有 {0} 个方案，超过 {1}</translation>
        </message>
        <message>
            <location filename="../../engine/document/manifest.py" />
            <source>a patch does not say how it was made: {0}</source>
            <translation>一个修复块没有说明它是如何生成的：{0}</translation>
        </message>
        <message>
            <location filename="../../engine/document/mask.py" />
            <source>the mask has {0}, the scan {1} pixels: make a mask of exactly the scan's size, 8-bit grey, white where to repair.</source>
            <translation>蒙版为 {0}，扫描件为 {1} 像素：请制作与扫描件尺寸完全相同的 8 位灰度蒙版，需要修复处为白色。</translation>
        </message>
        <message>
            <location filename="../../engine/document/mask.py" />
            <source>shape {0}</source>
            <translation>形状 {0}</translation>
        </message>
        <message>
            <location filename="../../engine/document/mask.py" />
            <source>{0} pixels</source>
            <translation>{0} 像素</translation>
        </message>
        <message>
            <location filename="../../engine/document/mask_operations.py" />
            <source>growing the marks</source>
            <translation>正在扩展标记</translation>
        </message>
        <message>
            <location filename="../../engine/document/mask_operations.py" />
            <source>shrinking the marks</source>
            <translation>正在收缩标记</translation>
        </message>
        <message>
            <location filename="../../engine/document/mask_operations.py" />
            <source>feathering the marks</source>
            <translation>正在羽化标记</translation>
        </message>
        <message>
            <location filename="../../engine/document/mask_operations.py" />
            <source>filling the holes</source>
            <translation>正在填充孔洞</translation>
        </message>
        <message>
            <location filename="../../engine/document/packing.py" />
            <source>packed data is damaged</source>
            <translation>打包的数据已损坏</translation>
        </message>
        <message>
            <location filename="../../engine/document/packing.py" />
            <source>packed data ends {0} bytes too early</source>
            <translation>打包的数据提前 {0} 字节结束</translation>
        </message>
        <message>
            <location filename="../../engine/document/packing.py" />
            <source>packed data does not end where it should</source>
            <translation>打包的数据没有在应该结束的地方结束</translation>
        </message>
        <message>
            <location filename="../../engine/document/patch.py" />
            <source>generator + texture from the photograph</source>
            <translation>生成器 + 照片自身的纹理</translation>
        </message>
        <message>
            <location filename="../../engine/document/patch.py" />
            <source>patch at {0} needs pixels of {1}, got {2}</source>
            <translation>位于 {0} 的修复块需要 {1} 的像素，实际为 {2}</translation>
        </message>
        <message>
            <location filename="../../engine/document/patch_edits.py" />
            <source>Remove repair</source>
            <translation>移除修复</translation>
        </message>
        <message>
            <location filename="../../engine/document/patch_edits.py" />
            <source>Remove {0} repairs</source>
            <translation>移除 {0} 处修复</translation>
        </message>
        <message>
            <location filename="../../engine/document/patch_edits.py" />
            <source>Other ways</source>
            <translation>其他方案</translation>
        </message>
        <message>
            <location filename="../../engine/document/patch_edits.py" />
            <source>Choose variant</source>
            <translation>选择方案</translation>
        </message>
        <message>
            <location filename="../../engine/document/read_restoration.py" />
            <source>restoration file</source>
            <translation>修复文件</translation>
        </message>
        <message>
            <location filename="../../engine/document/read_restoration.py" />
            <source>opening {0}</source>
            <translation>正在打开 {0}</translation>
        </message>
        <message>
            <location filename="../../engine/document/read_restoration.py" />
            <source>{0} is not the scan this was made from: that is {1}, {2} x {3} pixels of {4} bits, with other contents. Choose the original scan.</source>
            <translation>{0} 不是当时所用的扫描件：那是 {1}，{2} x {3} 像素、{4} 位，内容不同。请选择原始扫描件。</translation>
        </message>
        <message>
            <location filename="../../engine/document/read_restoration.py" />
            <source>its layers contradict each other</source>
            <translation>其图层互相矛盾</translation>
        </message>
        <message>
            <location filename="../../engine/document/read_restoration.py" />
            <source>the layer {0} with the method {1} is unknown</source>
            <translation>方法为 {1} 的图层 {0} 未知</translation>
        </message>
        <message>
            <location filename="../../engine/document/read_restoration.py" />
            <source>{0} holds repairs of {1} GB, {2} GB of memory are free: close other programs.</source>
            <translation>{0} 含有 {1} GB 的修复，可用内存为 {2} GB：请关闭其他程序。</translation>
        </message>
        <message>
            <location filename="../../engine/document/read_restoration.py" />
            <source>{0} does not exist.</source>
            <translation>{0} 不存在。</translation>
        </message>
        <message>
            <location filename="../../engine/document/read_restoration.py" />
            <source>{0} cannot be read: {1}. Check the file and its folder.</source>
            <translation>无法读取 {0}：{1}。请检查文件及其文件夹。</translation>
        </message>
        <message>
            <location filename="../../engine/document/read_restoration.py" />
            <source>{0} does not fit into the free memory: close other programs.</source>
            <translation>可用内存不足以打开 {0}：请关闭其他程序。</translation>
        </message>
        <message>
            <location filename="../../engine/document/read_restoration.py" />
            <source>{0} is no {1}, damaged or cut off ({2}): take an older copy of it, or begin again from the scan.</source>
            <translation>{0} 不是 {1}，或已损坏、不完整（{2}）：请使用较早的副本，或从扫描件重新开始。</translation>
        </message>
        <message>
            <location filename="../../engine/document/record.py" />
            <source>it has more than {0} bytes</source>
            <translation>它超过 {0} 字节</translation>
        </message>
        <message>
            <location filename="../../engine/document/record.py" />
            <source>{0} is not the scan of this record: that was {1}, {2} x {3} pixels. Choose the original scan.</source>
            <translation>{0} 不是这份记录的扫描件：那是 {1}，{2} x {3} 像素。请选择原始扫描件。</translation>
        </message>
        <message>
            <location filename="../../engine/document/record.py" />
            <source>this record does not say how all of its repairs were made, so that they cannot be made again.</source>
            <translation>这份记录没有说明其所有修复是如何生成的，因此无法重做。</translation>
        </message>
        <message>
            <location filename="../../engine/document/record.py" />
            <source>hashing the result</source>
            <translation>正在计算结果的校验值</translation>
        </message>
        <message>
            <location filename="../../engine/document/record.py" />
            <source>{0}, seed {1}</source>
            <translation>{0}，种子 {1}</translation>
        </message>
        <message>
            <location filename="../../engine/document/record.py" />
            <source>, {0} views</source>
            <translation>，{0} 次观察</translation>
        </message>
        <message>
            <location filename="../../engine/document/record.py" />
            <source>{0} repair: {1}</source>
            <translation>{0} 处修复：{1}</translation>
        </message>
        <message>
            <location filename="../../engine/document/record.py" />
            <source>{0} repairs: {1}</source>
            <translation>{0} 处修复：{1}</translation>
        </message>
        <message>
            <location filename="../../engine/document/record.py" />
            <source>whole picture: {0}</source>
            <translation>整张照片：{0}</translation>
        </message>
        <message>
            <location filename="../../engine/document/record.py" />
            <source>other repairs came out than the record says, for example none at {0}: it takes the version of Heirloom that wrote the record.</source>
            <translation>得到的修复与记录所述不同，例如 {0} 处没有：需要写下该记录的 Heirloom 版本。</translation>
        </message>
        <message>
            <location filename="../../engine/document/recovery.py" />
            <source>{0} is being recovered in another window.</source>
            <translation>{0} 正在另一个窗口中恢复。</translation>
        </message>
        <message>
            <location filename="../../engine/document/request_manifest.py" />
            <source>the setting {0} has no plain value</source>
            <translation>设置 {0} 没有普通的值</translation>
        </message>
        <message>
            <location filename="../../engine/document/request_manifest.py" />
            <source>a patch {0} lay below a repair, and nobody knows it</source>
            <translation>修复块 {0} 位于一处修复之下，却没有记载</translation>
        </message>
        <message>
            <location filename="../../engine/document/request_manifest.py" />
            <source>a repair found patches that were made after it</source>
            <translation>一处修复引用了在它之后生成的修复块</translation>
        </message>
        <message>
            <location filename="../../engine/document/request_manifest.py" />
            <source>a patch below a repair has no strength from 0 to 1</source>
            <translation>修复之下的一个修复块的强度不在 0 到 1 之间</translation>
        </message>
        <message>
            <location filename="../../engine/document/restoration.py" />
            <source>saving {0}</source>
            <translation>正在保存 {0}</translation>
        </message>
        <message>
            <location filename="../../engine/document/restoration.py" />
            <source>{0} cannot hold {1} patches, at most {2}: export the picture and go on from there.</source>
            <translation>{0} 容不下 {1} 个修复块，最多 {2} 个：请导出照片，再从那里继续。</translation>
        </message>
        <message>
            <location filename="../../engine/document/restoration.py" />
            <source>{0} would have more than 4 GB: export the picture and go on from there.</source>
            <translation>{0} 会超过 4 GB：请导出照片，再从那里继续。</translation>
        </message>
        <message>
            <location filename="../../engine/document/scratch_path.py" />
            <source>following the scratch</source>
            <translation>正在沿划痕追踪</translation>
        </message>
        <message>
            <location filename="../../engine/document/strict_json.py" />
            <source>the manifest</source>
            <translation>清单</translation>
        </message>
        <message>
            <location filename="../../engine/document/strict_json.py" />
            <source>{0} is no object</source>
            <translation>{0} 不是对象</translation>
        </message>
        <message>
            <location filename="../../engine/document/strict_json.py" />
            <source>{0} has no {1}</source>
            <translation>{0} 没有 {1}</translation>
        </message>
        <message>
            <location filename="../../engine/document/strict_json.py" />
            <source>{0} of {1} is no {2}</source>
            <translation>{1} 的 {0} 不是 {2}</translation>
        </message>
        <message>
            <location filename="../../engine/document/strict_json.py" />
            <source>{0} of {1} is not from {2} to {3}</source>
            <translation>{1} 的 {0} 不在 {2} 到 {3} 之间</translation>
        </message>
        <message>
            <location filename="../../engine/document/strict_json.py" />
            <source>{0} of {1} has more than {2} letters</source>
            <translation>{1} 的 {0} 超过 {2} 个字母</translation>
        </message>
        <message>
            <location filename="../../engine/document/strict_json.py" />
            <source>number {0} of {1}</source>
            <translation>{1} 的第 {0} 个数</translation>
        </message>
        <message>
            <location filename="../../engine/document/strict_json.py" />
            <source>{0} has an unknown {1}</source>
            <translation>{0} 中有未知的 {1}</translation>
        </message>
        <message>
            <location filename="../../engine/document/strict_json.py" />
            <source>{0} is no number</source>
            <translation>{0} 不是数字</translation>
        </message>
        <message>
            <location filename="../../engine/document/strict_json.py" />
            <source>a key stands twice in the manifest</source>
            <translation>清单中一个键出现两次</translation>
        </message>
        <message>
            <location filename="../../engine/document/templates.py" />
            <source>top left</source>
            <translation>左上</translation>
        </message>
        <message>
            <location filename="../../engine/document/templates.py" />
            <source>top right</source>
            <translation>右上</translation>
        </message>
        <message>
            <location filename="../../engine/document/templates.py" />
            <source>bottom left</source>
            <translation>左下</translation>
        </message>
        <message>
            <location filename="../../engine/document/templates.py" />
            <source>bottom right</source>
            <translation>右下</translation>
        </message>
        <message>
            <location filename="../../engine/document/templates.py" />
            <source>no anchor {0} or scale {1}</source>
            <translation>没有锚点 {0} 或缩放 {1}</translation>
        </message>
        <message>
            <location filename="../../engine/document/templates.py" />
            <source>the template grows with the resolution, which the scan or the one it was made on does not tell: make a template that grows with the size.</source>
            <translation>模板随分辨率缩放，而扫描件或制作模板所用的扫描件没有说明分辨率：请制作随尺寸缩放的模板。</translation>
        </message>
        <message>
            <location filename="../../engine/document/templates.py" />
            <source>the template would become {0} x {1} pixels here.</source>
            <translation>模板在这里会变为 {0} x {1} 像素。</translation>
        </message>
        <message>
            <location filename="../../engine/document/templates.py" />
            <source>nothing is marked: mark what the template is to hold first.</source>
            <translation>没有任何标记：请先标记模板要包含的内容。</translation>
        </message>
        <message>
            <location filename="../../engine/document/templates.py" />
            <source>it has another format</source>
            <translation>它的格式不同</translation>
        </message>
        <message>
            <location filename="../../engine/document/templates.py" />
            <source>a template cannot be called {0}: use letters, digits and spaces.</source>
            <translation>模板不能命名为 {0}：请使用字母、数字和空格。</translation>
        </message>
        <message>
            <location filename="../../engine/document/templates.py" />
            <source>none yet</source>
            <translation>尚无</translation>
        </message>
        <message>
            <location filename="../../engine/document/templates.py" />
            <source>there is no template {0}; there are: {1}.</source>
            <translation>没有模板 {0}；现有：{1}。</translation>
        </message>
        <message>
            <location filename="../../engine/document/templates.py" />
            <source>{0} cannot be deleted: {1}. Check its folder.</source>
            <translation>无法删除 {0}：{1}。请检查其文件夹。</translation>
        </message>
        <message>
            <location filename="../../engine/document/templates.py" />
            <source>the layer {0} is unknown</source>
            <translation>图层 {0} 未知</translation>
        </message>
        <message>
            <location filename="../../engine/document/templates.py" />
            <source>its resolution is not two numbers above 0</source>
            <translation>其分辨率不是两个大于 0 的数</translation>
        </message>
        <message>
            <location filename="../../engine/document/verify.py" />
            <source>the whole picture was changed after its repairs ({0}), so that its samples do not tell what these changed: make the picture before that with `rebuild --repairs-only`, and verify that with the same record.</source>
            <translation>整张照片在修复之后又被更改（{0}），因此从其样本看不出修复改了什么：请用 `rebuild --repairs-only` 生成更改前的照片，再用同一份记录核对。</translation>
        </message>
        <message>
            <location filename="../../engine/document/verify.py" />
            <source>the result has a {0} of {1}, the original of {2}: they cannot be compared sample by sample. Export with the depth and colours of the scan.</source>
            <translation>结果的{0}为 {1}，原图为 {2}：无法逐个样本比较。请按扫描件的位深和颜色导出。</translation>
        </message>
        <message>
            <location filename="../../engine/document/wand.py" />
            <source>looking for the colour</source>
            <translation>正在查找颜色</translation>
        </message>
        <message>
            <location filename="../../engine/errors.py" />
            <source>try tiles of {0} px.</source>
            <translation>请尝试 {0} 像素的图块。</translation>
        </message>
        <message>
            <location filename="../../engine/errors.py" />
            <source>choose the processor instead (--device cpu) or close other programs.</source>
            <translation>请改用处理器（--device cpu），或关闭其他程序。</translation>
        </message>
        <message>
            <location filename="../../engine/errors.py" />
            <source>{0} ran out of memory with tiles of {1} px: {2}</source>
            <translation>{0} 在图块为 {1} 像素时内存不足：{2}</translation>
        </message>
        <message>
            <location filename="../../engine/files/apart.py" />
            <source>a size was asked for, not {0}</source>
            <translation>应给出尺寸，而不是 {0}</translation>
        </message>
        <message>
            <location filename="../../engine/files/apart.py" />
            <source>a scan was asked for, not {0}</source>
            <translation>应给出扫描件，而不是 {0}</translation>
        </message>
        <message>
            <location filename="../../engine/files/apart.py" />
            <source>took more than {0} seconds</source>
            <translation>超过 {0} 秒</translation>
        </message>
        <message>
            <location filename="../../engine/files/apart.py" />
            <source>ended in a crash</source>
            <translation>以崩溃告终</translation>
        </message>
        <message>
            <location filename="../../engine/files/apart.py" />
            <source>{0} is damaged: reading it {1}, in a process of its own, and nothing else was harmed. Copy it again from its origin, or save it anew as TIFF.</source>
            <translation>{0} 已损坏：在独立进程中读取它时{1}，没有影响其他内容。请从来源重新复制，或重新存为 TIFF。</translation>
        </message>
        <message>
            <location filename="../../engine/files/atomic.py" />
            <source>{0} could not be saved: the memory is full. Close other programs.</source>
            <translation>无法保存 {0}：内存已满。请关闭其他程序。</translation>
        </message>
        <message>
            <location filename="../../engine/files/atomic.py" />
            <source>{0} could not be saved: the disk is full. Free space or choose another folder.</source>
            <translation>无法保存 {0}：磁盘已满。请腾出空间，或选择另一个文件夹。</translation>
        </message>
        <message>
            <location filename="../../engine/files/atomic.py" />
            <source>{0} could not be saved: the folder {1} does not exist.</source>
            <translation>无法保存 {0}：文件夹 {1} 不存在。</translation>
        </message>
        <message>
            <location filename="../../engine/files/atomic.py" />
            <source>{0} is a folder: give the result a name in it.</source>
            <translation>{0} 是文件夹：请为结果在其中取一个名称。</translation>
        </message>
        <message>
            <location filename="../../engine/files/atomic.py" />
            <source>{0} could not be saved: the folder {1} may not be written to.</source>
            <translation>无法保存 {0}：文件夹 {1} 不允许写入。</translation>
        </message>
        <message>
            <location filename="../../engine/files/atomic.py" />
            <source>{0} could not be saved: {1}. Choose another folder or name.</source>
            <translation>无法保存 {0}：{1}。请选择另一个文件夹或名称。</translation>
        </message>
        <message>
            <location filename="../../engine/files/coded_colour.py" />
            <source>Its colours are coded in a way Heirloom does not know ({0}): it was opened as sRGB.</source>
            <translation>其颜色编码方式 Heirloom 不认识（{0}）：已按 sRGB 打开。</translation>
        </message>
        <message>
            <location filename="../../engine/files/coded_colour.py" />
            <source>primaries {0}, transfer {1} of H.273</source>
            <translation>H.273 的原色 {0}、传递特性 {1}</translation>
        </message>
        <message>
            <location filename="../../engine/files/colour.py" />
            <source>It is in CMYK, for printing; its colours were converted through its profile to sRGB. A TIFF or a JPEG can be saved in its inks again; other results are RGB.</source>
            <translation>它是用于印刷的 CMYK；其颜色已通过其配置文件转换为 sRGB。TIFF 或 JPEG 可以重新以其油墨保存；其他结果为 RGB。</translation>
        </message>
        <message>
            <location filename="../../engine/files/colour.py" />
            <source>It is in CMYK, for printing; its colours were converted without a profile. The result is RGB: the inks stay in the original.</source>
            <translation>它是用于印刷的 CMYK；其颜色在没有配置文件的情况下转换。结果为 RGB：油墨值保留在原文件中。</translation>
        </message>
        <message>
            <location filename="../../engine/files/exif.py" />
            <source>no directory at byte {0}</source>
            <translation>第 {0} 字节处没有目录</translation>
        </message>
        <message>
            <location filename="../../engine/files/exif.py" />
            <source>no EXIF block</source>
            <translation>没有 EXIF 数据块</translation>
        </message>
        <message>
            <location filename="../../engine/files/formats.py" />
            <source>camera raw</source>
            <translation>相机原始格式</translation>
        </message>
        <message>
            <location filename="../../engine/files/inks.py" />
            <source>a scan without a file has no inks to be saved in: save it as RGB.</source>
            <translation>没有文件的扫描件没有可用来保存的油墨值：请存为 RGB。</translation>
        </message>
        <message>
            <location filename="../../engine/files/inks.py" />
            <source>{0} is gone or was changed since it was opened: its inks cannot be read again. Save the result as RGB, or put the original back.</source>
            <translation>{0} 已不存在，或打开后被更改：无法再读取其油墨值。请将结果存为 RGB，或放回原文件。</translation>
        </message>
        <message>
            <location filename="../../engine/files/jp2.py" />
            <source>it has no codestream</source>
            <translation>它没有码流</translation>
        </message>
        <message>
            <location filename="../../engine/files/jp2.py" />
            <source>its codestream does not begin with a size</source>
            <translation>其码流不是以尺寸开头</translation>
        </message>
        <message>
            <location filename="../../engine/files/jp2.py" />
            <source>it has {0} components</source>
            <translation>它有 {0} 个分量</translation>
        </message>
        <message>
            <location filename="../../engine/files/jp2.py" />
            <source>It has {0} bits per sample; it was opened with {1}.</source>
            <translation>每个样本为 {0} 位；已按 {1} 位打开。</translation>
        </message>
        <message>
            <location filename="../../engine/files/jpeg_repair.py" />
            <source>It is damaged at its end; all of its rows could be read.</source>
            <translation>文件末尾已损坏；所有行都可以读取。</translation>
        </message>
        <message>
            <location filename="../../engine/files/jpeg_repair.py" />
            <source>It is cut off or damaged: from row {0} on (as stored) its details are missing.</source>
            <translation>文件不完整或已损坏：从第 {0} 行起（按存储顺序）缺少细节。</translation>
        </message>
        <message>
            <location filename="../../engine/files/jpeg_repair.py" />
            <source>not one of its rows can be read</source>
            <translation>没有一行可以读取</translation>
        </message>
        <message>
            <location filename="../../engine/files/jpeg_repair.py" />
            <source>It is cut off or damaged: its rows {0} to {1} (as stored) are missing; they are black.</source>
            <translation>文件不完整或已损坏：第 {0} 至 {1} 行（按存储顺序）缺失；显示为黑色。</translation>
        </message>
        <message>
            <location filename="../../engine/files/jxl_header.py" />
            <source>Its colour profile cannot be read: it was opened as sRGB.</source>
            <translation>无法读取其色彩配置文件：已按 sRGB 打开。</translation>
        </message>
        <message>
            <location filename="../../engine/files/limits.py" />
            <source>{0} says it measures {1} pixels: the file is damaged.</source>
            <translation>{0} 自称尺寸为 {1} 像素：文件已损坏。</translation>
        </message>
        <message>
            <location filename="../../engine/files/limits.py" />
            <source>{0} measures {1} pixels; Heirloom opens scans of up to {2} pixels a side. Cut it into parts first.</source>
            <translation>{0} 的尺寸为 {1} 像素；Heirloom 可打开每边最多 {2} 像素的扫描件。请先将其裁成几部分。</translation>
        </message>
        <message>
            <location filename="../../engine/files/limits.py" />
            <source>{0} says it measures {1} pixels ({2} megapixels) in a file of only {3} MB: it is damaged or made to fill the memory, and is not opened.</source>
            <translation>{0} 自称尺寸为 {1} 像素（{2} 百万像素），而文件只有 {3} MB：它已损坏或意在占满内存，因此不予打开。</translation>
        </message>
        <message>
            <location filename="../../engine/files/limits.py" />
            <source>{0} measures {1} pixels ({2} megapixels) and needs {3} GB of memory, {4} GB are allowed for one scan: allow more in the preferences or scan it at a lower resolution.</source>
            <translation>{0} 的尺寸为 {1} 像素（{2} 百万像素），需要 {3} GB 内存，而一张扫描件最多允许 {4} GB：请在首选项中调高，或以较低分辨率扫描。</translation>
        </message>
        <message>
            <location filename="../../engine/files/limits.py" />
            <source>{0} measures {1} pixels ({2} megapixels) and needs {3} GB of memory, {4} GB are free: close other programs or scan it at a lower resolution.</source>
            <translation>{0} 的尺寸为 {1} 像素（{2} 百万像素），需要 {3} GB 内存，目前可用 {4} GB：请关闭其他程序，或以较低分辨率扫描。</translation>
        </message>
        <message>
            <location filename="../../engine/files/limits.py" />
            <source>{0} measures {1} pixels ({2} megapixels). It needs up to {3} GB of memory, and every step takes long.</source>
            <translation>{0} 的尺寸为 {1} 像素（{2} 百万像素）。最多需要 {3} GB 内存，每一步都会耗时较长。</translation>
        </message>
        <message>
            <location filename="../../engine/files/losses.py" />
            <source>{0} compresses the whole picture anew: pixels outside the repair change a little; PNG and TIFF keep every one.</source>
            <translation>{0} 会重新压缩整张照片：修复之外的像素会略有变化；PNG 和 TIFF 保留每个像素。</translation>
        </message>
        <message>
            <location filename="../../engine/files/losses.py" />
            <source>{0} keeps {1} of the scan's {2} bits per colour.</source>
            <translation>{0} 每种颜色保留 {1} 位（扫描件为 {2} 位）。</translation>
        </message>
        <message>
            <location filename="../../engine/files/losses.py" />
            <source>{0} has no transparency: it is left out.</source>
            <translation>{0} 不支持透明度：将被去掉。</translation>
        </message>
        <message>
            <location filename="../../engine/files/losses.py" />
            <source>The result has one page, page {0} of the scan's {1}; the others stay in the original file.</source>
            <translation>结果只有一页，即扫描件的第 {0} 页（共 {1} 页）；其他页保留在原文件中。</translation>
        </message>
        <message>
            <location filename="../../engine/files/losses.py" />
            <source>{0} holds at most {1} pixels a side: choose TIFF or PNG instead.</source>
            <translation>{0} 每边最多 {1} 像素：请改选 TIFF 或 PNG。</translation>
        </message>
        <message>
            <location filename="../../engine/files/losses.py" />
            <source>It is saved in CMYK: unchanged pixels keep the inks of the scan, changed ones are converted by its profile.</source>
            <translation>以 CMYK 保存：未改动的像素保留扫描件的油墨值，改动的像素按其配置文件转换。</translation>
        </message>
        <message>
            <location filename="../../engine/files/losses.py" />
            <source>It is saved as RGB: the inks of the scan and their profile stay in its file.</source>
            <translation>以 RGB 保存：扫描件的油墨值及其配置文件保留在原文件中。</translation>
        </message>
        <message>
            <location filename="../../engine/files/losses.py" />
            <source>{0} has no place for a profile of grey: it is left out.</source>
            <translation>{0} 无法存放灰度色彩配置：将被去掉。</translation>
        </message>
        <message>
            <location filename="../../engine/files/losses.py" />
            <source>{0} compresses whole pictures anew: pixels outside the repairs change a little.</source>
            <translation>{0} 会重新压缩整张照片：修复之外的像素会略有变化。</translation>
        </message>
        <message>
            <location filename="../../engine/files/losses.py" />
            <source>{0} keeps {1} bits per colour, of 16-bit scans too.</source>
            <translation>{0} 每种颜色保留 {1} 位，16 位扫描件也是如此。</translation>
        </message>
        <message>
            <location filename="../../engine/files/losses.py" />
            <source>{0} has no transparency: where scans have one it is left out.</source>
            <translation>{0} 不支持透明度：扫描件若有透明度将被去掉。</translation>
        </message>
        <message>
            <location filename="../../engine/files/losses.py" />
            <source>{0} has no place for {1}: it is left out; PNG and TIFF keep it.</source>
            <translation>{0} 无法存放 {1}：将被去掉；PNG 和 TIFF 会保留。</translation>
        </message>
        <message>
            <location filename="../../engine/files/losses.py" />
            <source>{0}: camera data, captions and the note of what was repaired stay out.</source>
            <translation>{0}：相机数据、说明和修复记录不予写入。</translation>
        </message>
        <message>
            <location filename="../../engine/files/losses.py" />
            <source>{0}: where pictures were taken is left out.</source>
            <translation>{0}：拍摄地点将被去掉。</translation>
        </message>
        <message>
            <location filename="../../engine/files/losses.py" />
            <source>Camera data, captions and the note of what was repaired are left out.</source>
            <translation>相机数据、说明和修复记录将被去掉。</translation>
        </message>
        <message>
            <location filename="../../engine/files/losses.py" />
            <source>Where it was taken is left out.</source>
            <translation>拍摄地点将被去掉。</translation>
        </message>
        <message>
            <location filename="../../engine/files/losses.py" />
            <source>JPEG holds {0} bytes of {1}, this scan has {2}: its {3} is left out; PNG and TIFF keep it.</source>
            <translation>JPEG 可容纳 {0} 字节的 {1}，此扫描件有 {2} 字节：其 {3} 将被去掉；PNG 和 TIFF 会保留。</translation>
        </message>
        <message>
            <location filename="../../engine/files/metadata.py" />
            <source>Its EXIF block is damaged and is not kept.</source>
            <translation>其 EXIF 数据块已损坏，不予保留。</translation>
        </message>
        <message>
            <location filename="../../engine/files/png.py" />
            <source>it has no PNG header</source>
            <translation>它没有 PNG 文件头</translation>
        </message>
        <message>
            <location filename="../../engine/files/png.py" />
            <source>Its colour profile is damaged and is not kept.</source>
            <translation>其色彩配置文件已损坏，不予保留。</translation>
        </message>
        <message>
            <location filename="../../engine/files/png.py" />
            <source>Its gAMA value of {0} is not kept.</source>
            <translation>其 gAMA 值 {0} 不予保留。</translation>
        </message>
        <message>
            <location filename="../../engine/files/png_repair.py" />
            <source>A check sum of it is wrong: from row {0} on (as stored) its pixels may be damaged.</source>
            <translation>其一个校验和有误：从第 {0} 行起（按存储顺序）像素可能已损坏。</translation>
        </message>
        <message>
            <location filename="../../engine/files/png_repair.py" />
            <source>it is damaged</source>
            <translation>它已损坏</translation>
        </message>
        <message>
            <location filename="../../engine/files/read_modern.py" />
            <source>It has numbers from 0 to 1; it was opened with 16 bits.</source>
            <translation>其数值为 0 到 1；已按 16 位打开。</translation>
        </message>
        <message>
            <location filename="../../engine/files/read_modern.py" />
            <source>{0} of its numbers lie outside of 0 to 1 and were cut off there.</source>
            <translation>其 {0} 的数值超出 0 到 1，已在边界截断。</translation>
        </message>
        <message>
            <location filename="../../engine/files/read_modern.py" />
            <source>It has {0} bits per sample; it was opened with 16.</source>
            <translation>每个样本为 {0} 位；已按 16 位打开。</translation>
        </message>
        <message>
            <location filename="../../engine/files/read_modern.py" />
            <source>It has {0} pictures; only the main one was opened.</source>
            <translation>它有 {0} 张图片；只打开了主图。</translation>
        </message>
        <message>
            <location filename="../../engine/files/read_modern.py" />
            <source>{0} measures {1} pixels ({2} megapixels); {3} is opened up to {4} megapixels: save it as TIFF.</source>
            <translation>{0} 的尺寸为 {1} 像素（{2} 百万像素）；{3} 最多可打开 {4} 百万像素：请存为 TIFF。</translation>
        </message>
        <message>
            <location filename="../../engine/files/read_png.py" />
            <source>It has {0} bits per pixel; it was opened as 8-bit grey.</source>
            <translation>每个像素为 {0} 位；已按 8 位灰度打开。</translation>
        </message>
        <message>
            <location filename="../../engine/files/read_raw.py" />
            <source>It is camera raw; it was developed with the camera's white balance to 16-bit sRGB, and the result is saved as another format.</source>
            <translation>它是相机原始格式；已按相机的白平衡冲印为 16 位 sRGB，结果将存为其他格式。</translation>
        </message>
        <message>
            <location filename="../../engine/files/read_raw.py" />
            <source>{0} is camera raw, for which the extra `raw` is needed: install it with pip install heirloom[raw], or develop the photograph and save it as TIFF.</source>
            <translation>{0} 是相机原始格式，需要附加组件 `raw`：请用 pip install heirloom[raw] 安装，或先冲印照片并存为 TIFF。</translation>
        </message>
        <message>
            <location filename="../../engine/files/read_tiff.py" />
            <source>Its second page was taken as its infrared channel, which shows dust; it stays in the original file and is not saved with the result.</source>
            <translation>其第二页被当作显示灰尘的红外通道；它保留在原文件中，不随结果保存。</translation>
        </message>
        <message>
            <location filename="../../engine/files/read_tiff.py" />
            <source>{0} has no page {1}: choose one from 1 to {2}.</source>
            <translation>{0} 没有第 {1} 页：请选择 1 到 {2}。</translation>
        </message>
        <message>
            <location filename="../../engine/files/read_tiff.py" />
            <source>It has {0} pages; page {1} was opened.</source>
            <translation>它有 {0} 页；已打开第 {1} 页。</translation>
        </message>
        <message>
            <location filename="../../engine/files/read_tiff.py" />
            <source>{0} is cut off or damaged: none of its pixels can be read. Copy it again from its origin.</source>
            <translation>{0} 不完整或已损坏：无法读取任何像素。请从来源重新复制。</translation>
        </message>
        <message>
            <location filename="../../engine/files/read_tiff.py" />
            <source>it says it has tiles of {0} x {1} pixels</source>
            <translation>它自称有 {0} x {1} 像素的图块</translation>
        </message>
        <message>
            <location filename="../../engine/files/read_tiff.py" />
            <source>It is cut off or damaged: in {0} of its {1} rows (from row {2} to row {3} as stored) pixels are missing; they are black.</source>
            <translation>文件不完整或已损坏：其 {1} 行中有 {0} 行（按存储顺序第 {2} 至 {3} 行）缺少像素；显示为黑色。</translation>
        </message>
        <message>
            <location filename="../../engine/files/read_with_pillow.py" />
            <source>{0} stores its colours as {1}, which Heirloom does not read: save it as RGB or grey of 8 or 16 bit.</source>
            <translation>{0} 的颜色存储方式为 {1}，Heirloom 无法读取：请存为 8 或 16 位的 RGB 或灰度。</translation>
        </message>
        <message>
            <location filename="../../engine/files/read_with_pillow.py" />
            <source>It has a palette of at most 256 colours; it was opened as 8-bit RGB.</source>
            <translation>它有最多 256 色的调色板；已按 8 位 RGB 打开。</translation>
        </message>
        <message>
            <location filename="../../engine/files/read_with_pillow.py" />
            <source>It has 1 bit per pixel; it was opened as 8-bit grey.</source>
            <translation>每个像素为 1 位；已按 8 位灰度打开。</translation>
        </message>
        <message>
            <location filename="../../engine/files/read_with_pillow.py" />
            <source>It has {0} pictures; only the first was opened.</source>
            <translation>它有 {0} 张图片；只打开了第一张。</translation>
        </message>
        <message>
            <location filename="../../engine/files/read_with_pillow.py" />
            <source>JPEG 2000 is read with 8 bits per colour.</source>
            <translation>JPEG 2000 按每种颜色 8 位读取。</translation>
        </message>
        <message>
            <location filename="../../engine/files/reader.py" />
            <source>a PDF document: export its pictures as TIFF or PNG</source>
            <translation>PDF 文档：请将其中的图片导出为 TIFF 或 PNG</translation>
        </message>
        <message>
            <location filename="../../engine/files/reader.py" />
            <source>a Photoshop document: save it as TIFF</source>
            <translation>Photoshop 文档：请存为 TIFF</translation>
        </message>
        <message>
            <location filename="../../engine/files/reader.py" />
            <source>a PostScript document: export it as TIFF or PNG</source>
            <translation>PostScript 文档：请导出为 TIFF 或 PNG</translation>
        </message>
        <message>
            <location filename="../../engine/files/reader.py" />
            <source>{0} has no page {1}: only a TIFF has several pages.</source>
            <translation>{0} 没有第 {1} 页：只有 TIFF 才有多页。</translation>
        </message>
        <message>
            <location filename="../../engine/files/reader.py" />
            <source>Its name ends in {0}, but it is a {1} file.</source>
            <translation>其名称以 {0} 结尾，但它是 {1} 文件。</translation>
        </message>
        <message>
            <location filename="../../engine/files/reader.py" />
            <source>{0} Add --large to open it all the same.</source>
            <translation>{0}添加 --large 仍可打开。</translation>
        </message>
        <message>
            <location filename="../../engine/files/reader.py" />
            <source>{0} measures {1} pixels, the scan {2}: make a mask of exactly the scan's size, white where to repair.</source>
            <translation>{0} 的尺寸为 {1} 像素，扫描件为 {2}：请制作与扫描件尺寸完全相同的蒙版，需要修复处为白色。</translation>
        </message>
        <message>
            <location filename="../../engine/files/reader.py" />
            <source>the mask measures {0} pixels, the scan {1}: make a mask of exactly the scan's size, white where to repair.</source>
            <translation>蒙版的尺寸为 {0} 像素，扫描件为 {1}：请制作与扫描件尺寸完全相同的蒙版，需要修复处为白色。</translation>
        </message>
        <message>
            <location filename="../../engine/files/reader.py" />
            <source>the mask</source>
            <translation>蒙版</translation>
        </message>
        <message>
            <location filename="../../engine/files/reader.py" />
            <source>{0} is empty (0 bytes): copy it again from its origin.</source>
            <translation>{0} 是空的（0 字节）：请从来源重新复制。</translation>
        </message>
        <message>
            <location filename="../../engine/files/reader.py" />
            <source>{0} is {1}.</source>
            <translation>{0} 是{1}。</translation>
        </message>
        <message>
            <location filename="../../engine/files/reader.py" />
            <source>{0} is a folder: choose a picture in it.</source>
            <translation>{0} 是文件夹：请选择其中的图片。</translation>
        </message>
        <message>
            <location filename="../../engine/files/reader.py" />
            <source>{0} may not be read by this user: check its permissions.</source>
            <translation>当前用户不能读取 {0}：请检查其权限。</translation>
        </message>
        <message>
            <location filename="../../engine/files/reader.py" />
            <source>{0} cannot be read: it is damaged, cut off or of a kind Heirloom does not know ({1}). Copy it again from its origin, or save it anew as TIFF.</source>
            <translation>无法读取 {0}：文件已损坏、不完整，或属于 Heirloom 不认识的类型（{1}）。请从来源重新复制，或重新存为 TIFF。</translation>
        </message>
        <message>
            <location filename="../../engine/files/scan.py" />
            <source>a scan has 1 or 3 channels, got shape {0}</source>
            <translation>扫描件应有 1 或 3 个通道，实际形状为 {0}</translation>
        </message>
        <message>
            <location filename="../../engine/files/scan.py" />
            <source>a scan is uint8 or uint16, got {0}</source>
            <translation>扫描件应为 uint8 或 uint16，实际为 {0}</translation>
        </message>
        <message>
            <location filename="../../engine/files/scan.py" />
            <source>the infrared plane has shape {0}</source>
            <translation>红外平面的形状为 {0}</translation>
        </message>
        <message>
            <location filename="../../engine/files/tiff_layout.py" />
            <source>colour space {0}</source>
            <translation>色彩空间 {0}</translation>
        </message>
        <message>
            <location filename="../../engine/files/tiff_layout.py" />
            <source>{0} is a TIFF with {1} data: save it as RGB or grey TIFF.</source>
            <translation>{0} 是含 {1} 数据的 TIFF：请存为 RGB 或灰度 TIFF。</translation>
        </message>
        <message>
            <location filename="../../engine/files/tiff_layout.py" />
            <source>{0} is a TIFF with samples of {1} bits ({2}): save it with 8 or 16 bits per colour.</source>
            <translation>{0} 是样本为 {1} 位（{2}）的 TIFF：请按每种颜色 8 或 16 位保存。</translation>
        </message>
        <message>
            <location filename="../../engine/files/tiff_layout.py" />
            <source>{0} is a TIFF with too few samples per pixel ({1}).</source>
            <translation>{0} 是每像素样本过少（{1}）的 TIFF。</translation>
        </message>
        <message>
            <location filename="../../engine/files/tiff_layout.py" />
            <source>It has a palette; it was opened as 8-bit RGB.</source>
            <translation>它有调色板；已按 8 位 RGB 打开。</translation>
        </message>
        <message>
            <location filename="../../engine/files/tiff_layout.py" />
            <source>It has {0}-bit numbers from 0 to 1; it was opened with 16 bits.</source>
            <translation>其数值为 0 到 1 的 {0} 位数；已按 16 位打开。</translation>
        </message>
        <message>
            <location filename="../../engine/files/tiff_layout.py" />
            <source>It is in Lab; its colours were converted to sRGB, and the result is RGB.</source>
            <translation>它是 Lab；其颜色已转换为 sRGB，结果为 RGB。</translation>
        </message>
        <message>
            <location filename="../../engine/files/tiff_layout.py" />
            <source>Its fourth channel was taken as infrared, which shows dust; it stays in the original file and is not saved with the result.</source>
            <translation>其第四通道被当作显示灰尘的红外通道；它保留在原文件中，不随结果保存。</translation>
        </message>
        <message>
            <location filename="../../engine/files/tiff_layout.py" />
            <source>It has {0} more channel(s) that are not read; they stay in the original file and are not saved with the result.</source>
            <translation>它还有 {0} 个不读取的通道；它们保留在原文件中，不随结果保存。</translation>
        </message>
        <message>
            <location filename="../../engine/files/tiff_layout.py" />
            <source>Its colours are premultiplied by its transparency; they are kept as they are.</source>
            <translation>其颜色已预乘透明度；保持原样。</translation>
        </message>
        <message>
            <location filename="../../engine/files/writer.py" />
            <source>Saving {0}</source>
            <translation>正在保存 {0}</translation>
        </message>
        <message>
            <location filename="../../engine/files/writer.py" />
            <source>{0}: {1} would blur the mask, save it as PNG or TIFF.</source>
            <translation>{0}：{1} 会使蒙版模糊，请存为 PNG 或 TIFF。</translation>
        </message>
        <message>
            <location filename="../../engine/files/writer.py" />
            <source>{0} names no format Heirloom writes: end the name in {1} or {2}.</source>
            <translation>{0} 的名称没有指明 Heirloom 可写的格式：请以 {1} 或 {2} 结尾。</translation>
        </message>
        <message>
            <location filename="../../engine/files/writer.py" />
            <source>a JPEG quality of {0} does not exist: choose 1 to 100.</source>
            <translation>不存在 {0} 的 JPEG 质量：请选择 1 到 100。</translation>
        </message>
        <message>
            <location filename="../../engine/files/writer.py" />
            <source>JPEG subsampling</source>
            <translation>JPEG 色度抽样</translation>
        </message>
        <message>
            <location filename="../../engine/files/writer.py" />
            <source>choice of metadata</source>
            <translation>元数据选项</translation>
        </message>
        <message>
            <location filename="../../engine/files/writer.py" />
            <source>{0} {1} is unknown: choose {2}.</source>
            <translation>未知的{0} {1}：请选择 {2}。</translation>
        </message>
        <message>
            <location filename="../../engine/files/writer.py" />
            <source>{0} holds at most {1} pixels a side, this scan has {2}: save it as TIFF or PNG.</source>
            <translation>{0} 每边最多 {1} 像素，此扫描件有 {2}：请存为 TIFF 或 PNG。</translation>
        </message>
        <message>
            <location filename="../../engine/files/writer.py" />
            <source>{0} is the original scan, which Heirloom never changes: choose another name, for example {1}.</source>
            <translation>{0} 是原始扫描件，Heirloom 永远不会改动它：请选择另一个名称，例如 {1}。</translation>
        </message>
        <message>
            <location filename="../../engine/files/xmp_extended.py" />
            <source>Its extended XMP is damaged or has too many entries, and is not kept.</source>
            <translation>其扩展 XMP 已损坏或条目过多，不予保留。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/card.py" />
            <source>model {0}: {1} is missing: copy it beside its {2}, or remove the folder.</source>
            <translation>模型 {0}：缺少 {1}：请将其复制到 {2} 旁边，或移除该文件夹。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/card.py" />
            <source>model {0}: {1} cannot be read: {2}.</source>
            <translation>模型 {0}：无法读取 {1}：{2}。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/card.py" />
            <source>model {0}: {1} is not the file its card speaks of (its sha256 begins with {2}, the card says {3}): get the folder again from where it came.</source>
            <translation>模型 {0}：{1} 不是其卡片所说的文件（其 sha256 以 {2} 开头，卡片为 {3}）：请从来源重新获取该文件夹。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/card.py" />
            <source>{0} has no {1}: every model folder needs one.</source>
            <translation>{0} 没有 {1}：每个模型文件夹都需要它。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/card.py" />
            <source>{0} is not valid TOML: {1}.</source>
            <translation>{0} 不是有效的 TOML：{1}。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/card.py" />
            <source>What the engine must know to run this model, and what a user may ask about it.</source>
            <translation>引擎运行此模型必须知道的内容，以及用户可能询问的内容。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/card.py" />
            <source>the same in 8-bit integers, for processors</source>
            <translation>同一模型的 8 位整数版，用于处理器</translation>
        </message>
        <message>
            <location filename="../../engine/generators/card.py" />
            <source>px, the size it was trained at</source>
            <translation>像素，训练时的尺寸</translation>
        </message>
        <message>
            <location filename="../../engine/generators/card.py" />
            <source>px, both sides</source>
            <translation>像素，两边</translation>
        </message>
        <message>
            <location filename="../../engine/generators/card.py" />
            <source>{0}: unknown key {1}. Known: {2}.</source>
            <translation>{0}：未知的键 {1}。已知：{2}。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/card.py" />
            <source>{0}: add {1}, which has no default.</source>
            <translation>{0}：请添加 {1}，它没有默认值。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/card.py" />
            <source>{0}: {1} = {2}: must be {3}.</source>
            <translation>{0}：{1} = {2}：必须是{3}。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/card.py" />
            <source>a whole number above 0</source>
            <translation>大于 0 的整数</translation>
        </message>
        <message>
            <location filename="../../engine/generators/card.py" />
            <source>a table: [{0}]</source>
            <translation>表：[{0}]</translation>
        </message>
        <message>
            <location filename="../../engine/generators/card.py" />
            <source>{0}: {1} and {2} belong together: add the other one.</source>
            <translation>{0}：{1} 与 {2} 必须同时存在：请补上另一个。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/card.py" />
            <source>64 hexadecimal digits</source>
            <translation>64 个十六进制数字</translation>
        </message>
        <message>
            <location filename="../../engine/generators/card.py" />
            <source>a file name without folders</source>
            <translation>不带文件夹的文件名</translation>
        </message>
        <message>
            <location filename="../../engine/generators/card.py" />
            <source>a table with a row for every input and output</source>
            <translation>每个输入和输出各占一行的表</translation>
        </message>
        <message>
            <location filename="../../engine/generators/card.py" />
            <source>{0}: router must be a list of rows: [[router]].</source>
            <translation>{0}：router 必须是行的列表：[[router]]。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/card.py" />
            <source>{0}: row {1} of [[router]] needs up_to = px of thickness.</source>
            <translation>{0}：[[router]] 的第 {1} 行需要 up_to = 以像素计的粗细。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/card.py" />
            <source>{0}: row {1} of [[router]] needs method = one of {2}.</source>
            <translation>{0}：[[router]] 的第 {1} 行需要 method = {2} 之一。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/card.py" />
            <source>{0}: row {1} of [[router]] needs reason = a text.</source>
            <translation>{0}：[[router]] 的第 {1} 行需要 reason = 文本。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/card.py" />
            <source>{0}: [tensors] {1}</source>
            <translation>{0}：[tensors] {1}</translation>
        </message>
        <message>
            <location filename="../../engine/generators/card.py" />
            <source>{0} must be a table like { name = "{1}", channels = 3 }.</source>
            <translation>{0} 必须是形如 { name = "{1}", channels = 3 } 的表。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/card.py" />
            <source>{0}: name = {1}: must be the tensor's name in the ONNX file.</source>
            <translation>{0}：name = {1}：必须是 ONNX 文件中张量的名称。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/card.py" />
            <source>{0}: channels = {1}: must be a whole number above 0.</source>
            <translation>{0}：channels = {1}：必须是大于 0 的整数。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/card.py" />
            <source>{0}: one_means = {1}: must be repair or keep.</source>
            <translation>{0}：one_means = {1}：必须是 repair 或 keep。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/card.py" />
            <source>{0}: range = {1}: must be two numbers, the smaller one first.</source>
            <translation>{0}：range = {1}：必须是两个数，较小的在前。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/devices.py" />
            <source>waiting for {0}</source>
            <translation>正在等待 {0}</translation>
        </message>
        <message>
            <location filename="../../engine/generators/library.py" />
            <source>{0} cannot be a model's id: use letters, digits and dashes.</source>
            <translation>{0} 不能作为模型的标识：请使用字母、数字和短横线。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/library.py" />
            <source>there is a model {0} already: choose another id.</source>
            <translation>已有模型 {0}：请选择另一个标识。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/library.py" />
            <source>the model cannot be written to {0}: {1}. See to free space and permissions.</source>
            <translation>无法将模型写入 {0}：{1}。请检查可用空间和权限。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/library.py" />
            <source>there is no model {0}: see `models`.</source>
            <translation>没有模型 {0}：请查看 `models`。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/library.py" />
            <source>the model {0} came with Heirloom and stays: switch it off instead.</source>
            <translation>模型 {0} 随 Heirloom 提供，不能移除：请改为将其停用。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/library.py" />
            <source>{0} cannot be taken away: {1}.</source>
            <translation>无法移除 {0}：{1}。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/library.py" />
            <source>testing {0}</source>
            <translation>正在测试 {0}</translation>
        </message>
        <message>
            <location filename="../../engine/generators/library.py" />
            <source>the test</source>
            <translation>测试</translation>
        </message>
        <message>
            <location filename="../../engine/generators/library.py" />
            <source>the test tile came back black</source>
            <translation>测试图块返回全黑</translation>
        </message>
        <message>
            <location filename="../../engine/generators/onnx_file.py" />
            <source>{0} is no ONNX file, or it is not complete: get it again, as a file ending in .onnx (other formats must be exported to ONNX first).</source>
            <translation>{0} 不是 ONNX 文件，或不完整：请重新获取以 .onnx 结尾的文件（其他格式须先导出为 ONNX）。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/onnx_file.py" />
            <source>no graph</source>
            <translation>没有计算图</translation>
        </message>
        <message>
            <location filename="../../engine/generators/onnx_file.py" />
            <source>a field goes beyond its message</source>
            <translation>有字段超出其消息</translation>
        </message>
        <message>
            <location filename="../../engine/generators/onnx_file.py" />
            <source>a number is too long</source>
            <translation>有数字过长</translation>
        </message>
        <message>
            <location filename="../../engine/generators/opening.py" />
            <source>runs on {0}</source>
            <translation>在 {0} 上运行</translation>
        </message>
        <message>
            <location filename="../../engine/generators/opening.py" />
            <source>{0} of {1} nodes on {2}</source>
            <translation>{1} 个节点中有 {0} 个在 {2} 上</translation>
        </message>
        <message>
            <location filename="../../engine/generators/opening.py" />
            <source>it would run none of the model's {0} nodes</source>
            <translation>它不会运行该模型 {0} 个节点中的任何一个</translation>
        </message>
        <message>
            <location filename="../../engine/generators/opening.py" />
            <source>model {0}: ONNX Runtime {1} cannot open {2}: {3}</source>
            <translation>模型 {0}：ONNX Runtime {1} 无法打开 {2}：{3}</translation>
        </message>
        <message>
            <location filename="../../engine/generators/proposal.py" />
            <source>reading the file</source>
            <translation>正在读取文件</translation>
        </message>
        <message>
            <location filename="../../engine/generators/proposal.py" />
            <source>{0} keeps its weights in another file: export it again as one file (onnx.save with save_as_external_data=False).</source>
            <translation>{0} 的权重存于另一个文件：请重新导出为一个文件（onnx.save，save_as_external_data=False）。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/proposal.py" />
            <source>opening the network</source>
            <translation>正在打开网络</translation>
        </message>
        <message>
            <location filename="../../engine/generators/proposal.py" />
            <source>The file does not say under which licence it may be used: ask there.</source>
            <translation>文件没有说明可以按哪种许可使用：请向来源询问。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/proposal.py" />
            <source>Foreign; Heirloom has not measured it.</source>
            <translation>外来模型；Heirloom 未曾测量。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/proposal.py" />
            <source>{0} takes {1} pictures and {2} masks: Heirloom can use networks that take one picture, with or without one mask.</source>
            <translation>{0} 需要 {1} 张图片和 {2} 个蒙版：Heirloom 只能使用接受一张图片、带或不带一个蒙版的网络。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/proposal.py" />
            <source>{0} wants its inputs in different layouts or sizes: export it again with the same for all.</source>
            <translation>{0} 的各输入要求不同的布局或尺寸：请以统一的布局和尺寸重新导出。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/proposal.py" />
            <source>{0} is taken for a first, rough fill.</source>
            <translation>{0} 被当作初步的粗略填充。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/proposal.py" />
            <source>Of {0} outputs only {1} is used.</source>
            <translation>{0} 个输出中只使用 {1}。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/proposal.py" />
            <source>{0} gives {1} numbers, no picture of three channels.</source>
            <translation>{0} 给出 {1} 个数值，不是三通道图片。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/proposal.py" />
            <source>{0} makes {1} x {2} px of {3} x {4}: Heirloom can use fills of the same size, and enlarging to twice the size.</source>
            <translation>{0} 把 {3} x {4} 像素变为 {1} x {2} 像素：Heirloom 可使用同尺寸的填充和放大两倍的网络。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/proposal.py" />
            <source>trying ranges and masks</source>
            <translation>正在尝试数值范围和蒙版</translation>
        </message>
        <message>
            <location filename="../../engine/generators/proposal.py" />
            <source>The trial looks wrong: the picture is off by {0} on average. Range, mask or task may be another than was guessed.</source>
            <translation>试运行的结果看来不对：图片平均偏差 {0}。数值范围、蒙版或任务可能与猜测的不同。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/proposal.py" />
            <source>the range of its numbers</source>
            <translation>数值范围</translation>
        </message>
        <message>
            <location filename="../../engine/generators/proposal.py" />
            <source>what 1 in its mask is</source>
            <translation>蒙版中 1 的含义</translation>
        </message>
        <message>
            <location filename="../../engine/generators/proposal.py" />
            <source>A trial could not tell {0} for certain: compare with its description.</source>
            <translation>试运行无法确定{0}：请对照它的说明。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/proposal.py" />
            <source>{0} fails on a picture of {1} x {2} px: it needs something that Heirloom does not know.</source>
            <translation>{0} 无法处理 {1} x {2} 像素的图片：它需要 Heirloom 不了解的内容。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/proposal.py" />
            <source>one number</source>
            <translation>一个数</translation>
        </message>
        <message>
            <location filename="../../engine/generators/proposal.py" />
            <source>{0} wants {1} for {2}, and Heirloom gives only {3}: export it again.</source>
            <translation>{0} 的 {2} 需要 {1}，而 Heirloom 只提供 {3}：请重新导出。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/proposal.py" />
            <source>{0} wants {1} for {2}, which is no picture of three channels and no mask of one: Heirloom cannot feed it.</source>
            <translation>{0} 的 {2} 需要 {1}，既不是三通道图片，也不是单通道蒙版：Heirloom 无法提供。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/proposal.py" />
            <source>{0} takes {1} x {2} px only: Heirloom can use one square size, or any size.</source>
            <translation>{0} 只接受 {1} x {2} 像素：Heirloom 可使用一种正方形尺寸或任意尺寸。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/providers.py" />
            <source>not in this build of ONNX Runtime</source>
            <translation>不在此 ONNX Runtime 版本中</translation>
        </message>
        <message>
            <location filename="../../engine/generators/providers.py" />
            <source>there is no device called {0}: choose one of {1}.</source>
            <translation>没有名为 {0} 的设备：请选择 {1} 之一。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/providers.py" />
            <source>no device can run the model ({0}): install Heirloom again.</source>
            <translation>没有设备能运行该模型（{0}）：请重新安装 Heirloom。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/providers.py" />
            <source>{0} was asked for ({1}), but</source>
            <translation>指定了 {0}（{1}），但</translation>
        </message>
        <message>
            <location filename="../../engine/generators/providers.py" />
            <source>nothing usable</source>
            <translation>没有可用的</translation>
        </message>
        <message>
            <location filename="../../engine/generators/providers.py" />
            <source>{0} it is {1}, which has {2}: choose one of these, or auto.</source>
            <translation>{0}它{1}，其中有 {2}：请选择其中之一，或选择 auto。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/providers.py" />
            <source>{0} it cannot be used: {1}. {2}</source>
            <translation>{0}它无法使用：{1}。{2}</translation>
        </message>
        <message>
            <location filename="../../engine/generators/providers.py" />
            <source>no NVIDIA driver</source>
            <translation>没有 NVIDIA 驱动程序</translation>
        </message>
        <message>
            <location filename="../../engine/generators/providers.py" />
            <source>Install the driver of the graphics card, or use the processor (--device cpu).</source>
            <translation>请安装显卡驱动程序，或使用处理器（--device cpu）。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/providers.py" />
            <source>NVIDIA's libraries are missing ({0})</source>
            <translation>缺少 NVIDIA 的库（{0}）</translation>
        </message>
        <message>
            <location filename="../../engine/generators/providers.py" />
            <source>Install them (the extra [cuda]): python3 packaging/start.py --with cuda doctor</source>
            <translation>请安装（附加组件 [cuda]）：python3 packaging/start.py --with cuda doctor</translation>
        </message>
        <message>
            <location filename="../../engine/generators/providers.py" />
            <source>DirectML.dll cannot be loaded</source>
            <translation>无法加载 DirectML.dll</translation>
        </message>
        <message>
            <location filename="../../engine/generators/providers.py" />
            <source>Update Windows and the graphics driver, or use the processor (--device cpu).</source>
            <translation>请更新 Windows 和显卡驱动程序，或使用处理器（--device cpu）。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/providers.py" />
            <source>Update the graphics driver, or use the processor (--device cpu).</source>
            <translation>请更新显卡驱动程序，或使用处理器（--device cpu）。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/providers.py" />
            <source>it did not start and gave no reason</source>
            <translation>它没有启动，也没有给出原因</translation>
        </message>
        <message>
            <location filename="../../engine/generators/providers.py" />
            <source>the graphics card could not be used</source>
            <translation>无法使用显卡</translation>
        </message>
        <message>
            <location filename="../../engine/generators/proving.py" />
            <source>the trial worked in {0} s on {1}; it is off by {2} of the whole range</source>
            <translation>试运行在 {1} 上用 {0} 秒完成；偏差为整个范围的 {2}</translation>
        </message>
        <message>
            <location filename="../../engine/generators/proving.py" />
            <source>model {0} is for {1}: only models for {2} can be tried.</source>
            <translation>模型 {0} 用于{1}：只能试运行用于{2}的模型。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/proving.py" />
            <source>opening the model</source>
            <translation>正在打开模型</translation>
        </message>
        <message>
            <location filename="../../engine/generators/proving.py" />
            <source>the trial</source>
            <translation>试运行</translation>
        </message>
        <message>
            <location filename="../../engine/generators/proving.py" />
            <source>trying it on a made picture</source>
            <translation>正在用合成图片试运行</translation>
        </message>
        <message>
            <location filename="../../engine/generators/proving.py" />
            <source>model {0} does not repair: on the trial picture it is off by {1} of the whole range. Try another range, or the other meaning of its mask.</source>
            <translation>模型 {0} 没有修复作用：在试验图片上偏差为整个范围的 {1}。请尝试其他数值范围，或蒙版的另一种含义。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/proving.py" />
            <source>model {0}: the trial changed pixels outside the marks; it must not be used. Please report it.</source>
            <translation>模型 {0}：试运行改动了标记之外的像素；不得使用。请报告此问题。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/registry.py" />
            <source>there is no {0} model: put its folder (model.onnx and card.toml) into {1}.{2}</source>
            <translation>没有 {0} 模型：请把其文件夹（model.onnx 和 card.toml）放入 {1}。{2}</translation>
        </message>
        <message>
            <location filename="../../engine/generators/registry.py" />
            <source>the model {0} is switched off: switch it on under File &gt; Models, or by `models enable {1}`.</source>
            <translation>模型 {0} 已停用：请在“文件 &gt; 模型”中启用，或用 `models enable {1}`。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/registry.py" />
            <source>there is no model {0}; {1} models: {2}.{3}</source>
            <translation>没有模型 {0}；{1} 模型：{2}。{3}</translation>
        </message>
        <message>
            <location filename="../../engine/generators/registry.py" />
            <source>model {0} is for {1}, not for {2}; {3} models: {4}.</source>
            <translation>模型 {0} 用于 {1}，不用于 {2}；{3} 模型：{4}。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/registry.py" />
            <source>Not usable: {0}</source>
            <translation>不可用：{0}</translation>
        </message>
        <message>
            <location filename="../../engine/generators/registry.py" />
            <source>{0} is not used: the id {1} already belongs to {2}; change the id in its card.toml.</source>
            <translation>未使用 {0}：标识 {1} 已属于 {2}；请更改其 card.toml 中的 id。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/runtime.py" />
            <source>ONNX Runtime cannot be loaded ({0}): `main.py doctor` says how to repair it.</source>
            <translation>无法加载 ONNX Runtime（{0}）：`main.py doctor` 会说明如何修复。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/selftest.py" />
            <source>the test tile failed: {0}</source>
            <translation>测试图块失败：{0}</translation>
        </message>
        <message>
            <location filename="../../engine/generators/selftest.py" />
            <source>the test tile came back with values that are not numbers</source>
            <translation>测试图块返回了非数值</translation>
        </message>
        <message>
            <location filename="../../engine/generators/selftest.py" />
            <source>the test tile differs by {0} from the processor</source>
            <translation>测试图块与处理器的结果相差 {0}</translation>
        </message>
        <message>
            <location filename="../../engine/generators/selftest.py" />
            <source>the test tile agrees to {0}</source>
            <translation>测试图块一致，误差 {0}</translation>
        </message>
        <message>
            <location filename="../../engine/generators/session.py" />
            <source>the model has opset {0}, it takes {1} at most</source>
            <translation>该模型的 opset 为 {0}，它最多支持 {1}</translation>
        </message>
        <message>
            <location filename="../../engine/generators/session.py" />
            <source>{0} on {1}</source>
            <translation>{0}（在 {1} 上）</translation>
        </message>
        <message>
            <location filename="../../engine/generators/session.py" />
            <source>model {0} failed on a tile of {1} px: {2}. Choose another model, or a classical method (--method classical).</source>
            <translation>模型 {0} 在 {1} 像素的图块上失败：{2}。请选择另一个模型，或经典方法（--method classical）。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/session.py" />
            <source>stopped working: {0}</source>
            <translation>停止工作：{0}</translation>
        </message>
        <message>
            <location filename="../../engine/generators/session.py" />
            <source>ran out of memory with tiles of {0} px</source>
            <translation>在图块为 {0} 像素时内存不足</translation>
        </message>
        <message>
            <location filename="../../engine/generators/session.py" />
            <source>{0} was asked for ({1}), but it {2}. {3}</source>
            <translation>指定了 {0}（{1}），但它{2}。{3}</translation>
        </message>
        <message>
            <location filename="../../engine/generators/session.py" />
            <source>the processor took over</source>
            <translation>已改由处理器接手</translation>
        </message>
        <message>
            <location filename="../../engine/generators/session.py" />
            <source>model {0}: {1} has an input {2} that is missing under [tensors] of its card.toml: add it.</source>
            <translation>模型 {0}：{1} 有输入 {2}，而其 card.toml 的 [tensors] 下缺少它：请补上。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/session.py" />
            <source>the result holds values that are not numbers</source>
            <translation>结果中含有非数值</translation>
        </message>
        <message>
            <location filename="../../engine/generators/session.py" />
            <source>model {0} needs an input {1}, which this work does not have: choose another model.</source>
            <translation>模型 {0} 需要输入 {1}，而此项工作没有：请选择另一个模型。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/session.py" />
            <source>{0} needs {1} channels in the size of the others, got shape {2}</source>
            <translation>{0} 需要 {1} 个通道且尺寸与其他相同，实际形状为 {2}</translation>
        </message>
        <message>
            <location filename="../../engine/generators/session.py" />
            <source>model {0} takes tiles of exactly {1} x {2} px, got {3}: repair smaller regions, or choose another model.</source>
            <translation>模型 {0} 只接受 {1} x {2} 像素的图块，实际为 {3}：请修复较小的区域，或选择另一个模型。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/session.py" />
            <source>model {0}: its input {1} is a {2}, and Heirloom gives only {3}: export it again.</source>
            <translation>模型 {0}：其输入 {1} 是 {2}，而 Heirloom 只提供 {3}：请重新导出。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/session.py" />
            <source>model {0}: its card.toml names a tensor {1} ({2}) that {3} does not have: correct the card.</source>
            <translation>模型 {0}：其 card.toml 指定了张量 {1}（{2}），而 {3} 没有它：请更正卡片。</translation>
        </message>
        <message>
            <location filename="../../engine/generators/toml_writer.py" />
            <source>TOML has no word for {0}</source>
            <translation>TOML 无法表示 {0}</translation>
        </message>
        <message>
            <location filename="../../engine/repair/classical.py" />
            <source>frequency selective reconstruction</source>
            <translation>频率选择性重建</translation>
        </message>
        <message>
            <location filename="../../engine/repair/classical.py" />
            <source>a crop with no known pixel cannot be filled</source>
            <translation>没有已知像素的裁切块无法填充</translation>
        </message>
        <message>
            <location filename="../../engine/repair/compare.py" />
            <source>with texture</source>
            <translation>，带纹理</translation>
        </message>
        <message>
            <location filename="../../engine/repair/compare.py" />
            <source>trying {0}</source>
            <translation>正在尝试 {0}</translation>
        </message>
        <message>
            <location filename="../../engine/repair/generate.py" />
            <source>model {0}: a fill needs a tensor {1} of {2} channels under [tensors] of its card.toml, which has {3}: correct the card, or choose another model.</source>
            <translation>模型 {0}：填充需要在其 card.toml 的 [tensors] 下有 {2} 个通道的张量 {1}，而其中为 {3}：请更正卡片，或选择另一个模型。</translation>
        </message>
        <message>
            <location filename="../../engine/repair/generate.py" />
            <source>model {0} gave {1} x {2} px for {3} x {4}: it is no fill model; choose another one.</source>
            <translation>模型 {0} 对 {3} x {4} 像素给出了 {1} x {2} 像素：它不是填充模型；请选择另一个。</translation>
        </message>
        <message>
            <location filename="../../engine/repair/lines.py" />
            <source>lines lead a fill generator, and there is none to use: see `main.py models`, or leave the lines out.</source>
            <translation>线条用来引导填充生成器，而没有可用的生成器：请查看 `main.py models`，或不用线条。</translation>
        </message>
        <message>
            <location filename="../../engine/repair/lines.py" />
            <source>model {0} takes no lines: leave them out, or choose a fill model whose card has a tensor 'edges' (here: {1}).</source>
            <translation>模型 {0} 不接受线条：请不用线条，或选择卡片中有 'edges' 张量的填充模型（现有：{1}）。</translation>
        </message>
        <message>
            <location filename="../../engine/repair/original.py" />
            <source>bringing the original back</source>
            <translation>正在还原为原图</translation>
        </message>
        <message>
            <location filename="../../engine/repair/original.py" />
            <source>the original, brought back by hand</source>
            <translation>手工还原的原图</translation>
        </message>
        <message>
            <location filename="../../engine/repair/repair.py" />
            <source>looking at the marks</source>
            <translation>正在查看标记</translation>
        </message>
        <message>
            <location filename="../../engine/repair/repair.py" />
            <source>all that is marked is protected</source>
            <translation>所有标记处都受保护</translation>
        </message>
        <message>
            <location filename="../../engine/repair/repair.py" />
            <source>nothing is marked</source>
            <translation>没有任何标记</translation>
        </message>
        <message>
            <location filename="../../engine/repair/repair.py" />
            <source>{0}: paint over the damage first, or give another mask.</source>
            <translation>{0}：请先涂抹损伤处，或提供另一个蒙版。</translation>
        </message>
        <message>
            <location filename="../../engine/repair/repair.py" />
            <source>there is no fill generator to use: see `main.py models`, or choose --method classical.</source>
            <translation>没有可用的填充生成器：请查看 `main.py models`，或选择 --method classical。</translation>
        </message>
        <message>
            <location filename="../../engine/repair/repair.py" />
            <source>repairing {0} of {1} with {2}</source>
            <translation>正在修复 {0} / {1}（{2}）</translation>
        </message>
        <message>
            <location filename="../../engine/repair/repair.py" />
            <source>all of the scan around {0} is marked: leave some of the photograph unmarked to repair from.</source>
            <translation>{0} 周围的扫描件全被标记：请留出一部分未标记的照片供修复使用。</translation>
        </message>
        <message>
            <location filename="../../engine/repair/router.py" />
            <source>{0} was asked for</source>
            <translation>指定了 {0}</translation>
        </message>
        <message>
            <location filename="../../engine/repair/router.py" />
            <source>a generator was asked for, but there is none</source>
            <translation>指定了生成器，但没有可用的</translation>
        </message>
        <message>
            <location filename="../../engine/repair/router.py" />
            <source>the generator was asked for</source>
            <translation>指定了生成器</translation>
        </message>
        <message>
            <location filename="../../engine/repair/router.py" />
            <source>, with texture from the photograph</source>
            <translation>，纹理取自照片</translation>
        </message>
        <message>
            <location filename="../../engine/repair/router.py" />
            <source>a classical method was asked for</source>
            <translation>指定了经典方法</translation>
        </message>
        <message>
            <location filename="../../engine/repair/router.py" />
            <source>there is no usable generator</source>
            <translation>没有可用的生成器</translation>
        </message>
        <message>
            <location filename="../../engine/repair/router.py" />
            <source>{0}; {1} for holes {2} px thick</source>
            <translation>{0}；{2} 像素粗的孔洞使用 {1}</translation>
        </message>
        <message>
            <location filename="../../engine/repair/router.py" />
            <source>{0} for holes {1} px thick: {2}</source>
            <translation>{1} 像素粗的孔洞使用 {0}：{2}</translation>
        </message>
        <message>
            <location filename="../../engine/repair/router.py" />
            <source>{0}: no other method was measured at {1} px</source>
            <translation>{0}：在 {1} 像素时没有测量其他方法</translation>
        </message>
        <message>
            <location filename="../../engine/repair/router.py" />
            <source>{0}; texture from the photograph</source>
            <translation>{0}；纹理取自照片</translation>
        </message>
        <message>
            <location filename="../../engine/restore/automatic.py" />
            <source>curves, colours and light</source>
            <translation>曲线、颜色和光线</translation>
        </message>
        <message>
            <location filename="../../engine/restore/automatic.py" />
            <source>model {0} tells curves of {1}, a matrix of {2} and gains of {3}, not of (3, n), (3, 3) and ({4}, {5}, 3): choose another one.</source>
            <translation>模型 {0} 给出 {1} 的曲线、{2} 的矩阵和 {3} 的增益，而不是 (3, n)、(3, 3) 和 ({4}, {5}, 3)：请选择另一个。</translation>
        </message>
        <message>
            <location filename="../../engine/restore/automatic.py" />
            <source>model {0} has no tensor {1} under [tensors] of its card.toml: it tells no correction of tone; choose another one.</source>
            <translation>模型 {0} 的 card.toml 的 [tensors] 下没有张量 {1}：它不给出色调校正；请选择另一个。</translation>
        </message>
        <message>
            <location filename="../../engine/restore/enhance.py" />
            <source>model {0} gave {1} x {2} px for {3} x {4}: it restores nothing; choose another one.</source>
            <translation>模型 {0} 对 {3} x {4} 像素给出了 {1} x {2} 像素：它不做增强；请选择另一个。</translation>
        </message>
        <message>
            <location filename="../../engine/restore/enhance.py" />
            <source>to restore</source>
            <translation>增强</translation>
        </message>
        <message>
            <location filename="../../engine/restore/finish.py" />
            <source>tone {0} ({1}: {2})</source>
            <translation>色调 {0}（{1}：{2}）</translation>
        </message>
        <message>
            <location filename="../../engine/restore/finish.py" />
            <source>by hand: {0}</source>
            <translation>手工：{0}</translation>
        </message>
        <message>
            <location filename="../../engine/restore/finish.py" />
            <source>curves: {0}</source>
            <translation>曲线：{0}</translation>
        </message>
        <message>
            <location filename="../../engine/restore/finish.py" />
            <source>enlarged twice ({0})</source>
            <translation>放大两倍（{0}）</translation>
        </message>
        <message>
            <location filename="../../engine/restore/levels.py" />
            <source>black {0}, white {1}</source>
            <translation>黑场 {0}，白场 {1}</translation>
        </message>
        <message>
            <location filename="../../engine/restore/levels.py" />
            <source>, the tint is kept</source>
            <translation>，保留色偏</translation>
        </message>
        <message>
            <location filename="../../engine/restore/plan.py" />
            <source>tone by black and white points</source>
            <translation>按黑白场校正色调</translation>
        </message>
        <message>
            <location filename="../../engine/restore/plan.py" />
            <source>noise by non-local means, blur and JPEG not</source>
            <translation>用非局部均值降噪，不处理模糊和 JPEG 痕迹</translation>
        </message>
        <message>
            <location filename="../../engine/restore/plan.py" />
            <source>enlarged by Lanczos resampling</source>
            <translation>用 Lanczos 重采样放大</translation>
        </message>
        <message>
            <location filename="../../engine/restore/plan.py" />
            <source>preparing the step {0}</source>
            <translation>正在准备步骤 {0}</translation>
        </message>
        <message>
            <location filename="../../engine/restore/plan.py" />
            <source>there is no {0} model: {1}</source>
            <translation>没有 {0} 模型：{1}</translation>
        </message>
        <message>
            <location filename="../../engine/restore/plan.py" />
            <source>what was done before</source>
            <translation>先前所做的处理</translation>
        </message>
        <message>
            <location filename="../../engine/restore/render.py" />
            <source>this was made with {0} (SHA-256 {1}), which is not at hand: put it into the folder of your models, see `main.py models`.</source>
            <translation>此结果用 {0}（SHA-256 {1}）生成，而该模型不在手边：请将其放入您的模型文件夹，参见 `main.py models`。</translation>
        </message>
        <message>
            <location filename="../../engine/restore/settings.py" />
            <source>{0} {1} is not from {2} to {3}</source>
            <translation>{0} {1} 不在 {2} 到 {3} 之间</translation>
        </message>
        <message>
            <location filename="../../engine/restore/settings.py" />
            <source>white {0} is not above black {1}</source>
            <translation>白场 {0} 不高于黑场 {1}</translation>
        </message>
        <message>
            <location filename="../../engine/restore/settings.py" />
            <source>the curve {0}={1} {2}</source>
            <translation>曲线 {0}={1} {2}</translation>
        </message>
        <message>
            <location filename="../../engine/restore/settings.py" />
            <source>tone {0} is not from 0 to 1</source>
            <translation>色调 {0} 不在 0 到 1 之间</translation>
        </message>
        <message>
            <location filename="../../engine/restore/settings.py" />
            <source>has {0} points, not 2 to {1}</source>
            <translation>有 {0} 个点，而不是 2 到 {1} 个</translation>
        </message>
        <message>
            <location filename="../../engine/restore/settings.py" />
            <source>has a value that is not from 0 to 1</source>
            <translation>有不在 0 到 1 之间的值</translation>
        </message>
        <message>
            <location filename="../../engine/restore/settings.py" />
            <source>needs its points from left to right, at least {0} apart</source>
            <translation>的点须从左到右排列，且至少相隔 {0}</translation>
        </message>
        <message>
            <location filename="../../engine/restore/shrink.py" />
            <source>looking at the tone</source>
            <translation>正在分析色调</translation>
        </message>
        <message>
            <location filename="../../engine/restore/shrink.py" />
            <source>measuring the grain</source>
            <translation>正在测量颗粒</translation>
        </message>
        <message>
            <location filename="../../engine/restore/tiled.py" />
            <source>model {0}: {1} needs a tensor {2} of 3 channels under [tensors] of its card.toml, which has {3}: choose another model.</source>
            <translation>模型 {0}：{1}需要在其 card.toml 的 [tensors] 下有 3 个通道的张量 {2}，而其中为 {3}：请选择另一个模型。</translation>
        </message>
        <message>
            <location filename="../../engine/restore/tiled.py" />
            <source>model {0} takes tiles of {1} px, which is less than the {2} px it has to see around each: choose another model.</source>
            <translation>模型 {0} 的图块为 {1} 像素，小于它须在每块周围看到的 {2} 像素：请选择另一个模型。</translation>
        </message>
        <message>
            <location filename="../../engine/restore/upscale.py" />
            <source>to enlarge</source>
            <translation>放大</translation>
        </message>
        <message>
            <location filename="../../engine/restore/upscale.py" />
            <source>model {0} gave {1} x {2} px for {3} x {4}: it does not double a picture; choose another one.</source>
            <translation>模型 {0} 对 {3} x {4} 像素给出了 {1} x {2} 像素：它不能把图片放大两倍；请选择另一个。</translation>
        </message>
        <message>
            <location filename="../../engine/restoring.py" />
            <source>{0} pixels outside the mask would have changed. This is a fault of Heirloom: nothing was saved, please report it.</source>
            <translation>蒙版之外有 {0} 个像素会被改动。这是 Heirloom 的错误：没有保存任何内容，请报告此问题。</translation>
        </message>
        <message>
            <location filename="../../engine/restoring.py" />
            <source>no generator</source>
            <translation>没有生成器</translation>
        </message>
        <message>
            <location filename="../../engine/tiles.py" />
            <source>an overlap of {0} px does not fit tiles of {1} px</source>
            <translation>{0} 像素的重叠不适合 {1} 像素的图块</translation>
        </message>
        <message>
            <location filename="../../engine/tiles.py" />
            <source>tile {0} got pixels of shape {1}</source>
            <translation>图块 {0} 得到了形状为 {1} 的像素</translation>
        </message>
        <message>
            <location filename="../../engine/tiles.py" />
            <source>{0} pixels are covered by no tile</source>
            <translation>有 {0} 个像素未被任何图块覆盖</translation>
        </message>
    </context>
    <context>
        <name>Heirloom</name>
        <message>
            <location filename="../../gui/engine_words.py" />
            <source>rejected in review</source>
            <translation>审阅时拒绝</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items.py" />
            <source>done before</source>
            <translation>先前已完成</translation>
        </message>
        <message>
            <location filename="../../gui/engine_words.py" />
            <source>with nothing to repair</source>
            <translation>无需修复</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items.py" />
            <source>to review</source>
            <translation>待审阅</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items.py" />
            <source>nothing to repair</source>
            <translation>无需修复</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs.py" />
            <source>the scan</source>
            <translation>扫描件</translation>
        </message>
        <message>
            <location filename="../../gui/engine_words.py" />
            <source>Stains and losses</source>
            <translation>污渍和缺损</translation>
        </message>
        <message>
            <location filename="../../gui/engine_words.py" />
            <source>Text and watermarks</source>
            <translation>文字和水印</translation>
        </message>
        <message>
            <location filename="../../gui/engine_words.py" />
            <source>By hand</source>
            <translation>手工标记</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>TIFF compression</source>
            <translation>TIFF 压缩</translation>
        </message>
        <message>
            <location filename="../../gui/generator.py" />
            <source>the processor</source>
            <translation>处理器</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;File</source>
            <translation>文件(&amp;F)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Edit</source>
            <translation>编辑(&amp;E)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Tools</source>
            <translation>工具(&amp;T)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Mask</source>
            <translation>蒙版(&amp;M)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Layers</source>
            <translation>图层(&amp;L)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Repair</source>
            <translation>修复(&amp;R)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;View</source>
            <translation>视图(&amp;V)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Help</source>
            <translation>帮助(&amp;H)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Open...</source>
            <translation>打开(&amp;O)...</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Open</source>
            <translation>打开</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Open a scanned photograph; the file itself is never changed</source>
            <translation>打开一张扫描的照片；文件本身永远不会被改动</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Reco&amp;ver...</source>
            <translation>恢复(&amp;V)...</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Show work that was not saved when Heirloom ended unexpectedly</source>
            <translation>显示 Heirloom 意外退出时尚未保存的工作</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Save</source>
            <translation>保存(&amp;S)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Save every repair and mark in a restoration file, to go on later</source>
            <translation>把所有修复和标记保存到修复文件中，以便日后继续</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Save &amp;as...</source>
            <translation>另存为(&amp;A)...</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Save the restoration under another name</source>
            <translation>以另一个名称保存修复文件</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Export...</source>
            <translation>导出(&amp;E)...</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Export</source>
            <translation>导出</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Save the restored picture beside the original</source>
            <translation>把修复后的照片保存在原件旁边</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Batch...</source>
            <translation>批处理(&amp;B)...</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Repair whole folders of scans, with a plan first and a report at the end</source>
            <translation>修复整个文件夹的扫描件：先列计划，最后出报告</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Mo&amp;dels...</source>
            <translation>模型(&amp;D)...</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>The generators there are: what they can do, where they come from, and new ones</source>
            <translation>现有的生成器：功能、来源，以及新的生成器</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Training...</source>
            <translation>训练(&amp;T)...</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Make a generator from your own photographs; nothing leaves this computer</source>
            <translation>用您自己的照片训练生成器；任何内容都不会离开这台电脑</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Import mask...</source>
            <translation>导入蒙版(&amp;I)...</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Add the white parts of a picture to what is marked</source>
            <translation>把一张图片的白色部分加入标记</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Export &amp;mask...</source>
            <translation>导出蒙版(&amp;M)...</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Save what is marked as a black and white picture</source>
            <translation>把标记保存为黑白图片</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Close scan</source>
            <translation>关闭扫描件(&amp;C)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Close the scan; the window stays open</source>
            <translation>关闭扫描件，窗口保持打开</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>C&amp;lose all scans</source>
            <translation>关闭所有扫描件(&amp;L)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Close every open scan; what is not saved is asked about once</source>
            <translation>关闭所有打开的扫描件；未保存的内容只询问一次</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Quit</source>
            <translation>退出(&amp;Q)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Undo</source>
            <translation>撤销(&amp;U)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Undo</source>
            <translation>撤销</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Take back the last stroke or repair</source>
            <translation>撤销上一笔或上一次修复</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Redo</source>
            <translation>重做(&amp;R)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Redo</source>
            <translation>重做</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Do again what was taken back</source>
            <translation>重做已撤销的操作</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Preferences...</source>
            <translation>首选项(&amp;P)...</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Fin&amp;d damage</source>
            <translation>查找损伤(&amp;D)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Look for scratches, dust and stains; what is found is proposed, nothing is changed</source>
            <translation>查找划痕、灰尘和污渍；找到的只作为建议，不做任何改动</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Add findings to mask</source>
            <translation>将查找结果加入蒙版(&amp;A)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Mark what was found and is shown</source>
            <translation>标记找到并显示的损伤</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Rectangle by numbers...</source>
            <translation>按数值绘制矩形(&amp;R)...</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Mark a rectangle without the mouse</source>
            <translation>不用鼠标标记一个矩形</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Grow...</source>
            <translation>扩展(&amp;G)...</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Mark everything close to a mark</source>
            <translation>把标记周围的部分也标记上</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Shrink...</source>
            <translation>收缩(&amp;S)...</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Take the edges of all marks away</source>
            <translation>去掉所有标记的边缘</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Fea&amp;ther...</source>
            <translation>羽化(&amp;T)...</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Let the edges of all marks fall off softly</source>
            <translation>让所有标记的边缘柔和过渡</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Tight&amp;en to damage</source>
            <translation>收紧到损伤处(&amp;E)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Keep of rough marks only what looks damaged: paint around it, then press this</source>
            <translation>粗略标记中只保留看起来受损的部分：先大致涂抹，再按此键</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Tighten e&amp;very stroke</source>
            <translation>每一笔都收紧(&amp;V)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>What you paint shrinks to the damage in it as soon as you let go</source>
            <translation>松开画笔后，所涂的标记会立即收紧到其中的损伤处</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Fill &amp;holes</source>
            <translation>填充孔洞(&amp;H)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Mark what is enclosed by marks</source>
            <translation>标记被标记包围的部分</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Invert</source>
            <translation>反转(&amp;I)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Mark what is not marked, and nothing else</source>
            <translation>只标记尚未标记的部分</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Clear mask</source>
            <translation>清除蒙版(&amp;C)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Take all marks away</source>
            <translation>去掉所有标记</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Paint into this layer</source>
            <translation>在此图层上绘制</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Hide layer</source>
            <translation>隐藏图层(&amp;H)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>What is hidden is not repaired; what is protected stays protected</source>
            <translation>隐藏的内容不会被修复；受保护的内容仍受保护</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>C&amp;lear layer</source>
            <translation>清除图层(&amp;L)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Take the marks of the chosen layer away</source>
            <translation>去掉所选图层的标记</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Export layers...</source>
            <translation>导出图层(&amp;E)...</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Save all layers as one coloured picture and as one picture each</source>
            <translation>把所有图层保存为一张彩色图片，并各存一张</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Save as &amp;template...</source>
            <translation>另存为模板(&amp;T)...</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Keep the marks for other scans, such as the place of a date stamp</source>
            <translation>保留标记供其他扫描件使用，例如日期戳的位置</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Apply a template...</source>
            <translation>应用模板(&amp;A)...</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Mark what a template marks</source>
            <translation>标记模板所标记的部分</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Repair now</source>
            <translation>立即修复(&amp;R)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Repair</source>
            <translation>修复</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Repair all that is marked</source>
            <translation>修复所有标记的部分</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Cancel</source>
            <translation>取消(&amp;C)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Drops the stroke under way, then the running repair; marks are never lost</source>
            <translation>先取消正在画的一笔，再取消正在进行的修复；标记绝不会丢失</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Repair on re&amp;lease</source>
            <translation>松开即修复(&amp;L)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Repair as soon as the brush is lifted</source>
            <translation>抬起画笔后立即修复</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Automatic &amp;tone</source>
            <translation>自动色调(&amp;T)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Take fading and colour casts out of the whole picture</source>
            <translation>消除整张照片的褪色和偏色</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Reset t&amp;one</source>
            <translation>重置色调(&amp;O)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Show the tone of the scan as it is</source>
            <translation>按扫描件原样显示色调</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Enhance</source>
            <translation>增强(&amp;E)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Take noise, blur and JPEG blocks out of the whole picture</source>
            <translation>消除整张照片的噪点、模糊和 JPEG 块状痕迹</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Re&amp;move enhancement</source>
            <translation>取消增强(&amp;M)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Leave noise, blur and JPEG blocks as they are</source>
            <translation>保留噪点、模糊和 JPEG 块状痕迹</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Zoom &amp;in</source>
            <translation>放大(&amp;I)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Zoom &amp;out</source>
            <translation>缩小(&amp;O)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Fit in window</source>
            <translation>适合窗口(&amp;F)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Fit</source>
            <translation>适合</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Show the whole picture</source>
            <translation>显示整张照片</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Actual pixels</source>
            <translation>实际像素(&amp;A)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Actual</source>
            <translation>实际</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>One pixel of the scan on one pixel of the screen</source>
            <translation>扫描件的一个像素对应屏幕的一个像素</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;200 %</source>
            <translation>200 %(&amp;2)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Turn the view left</source>
            <translation>向左旋转视图(&amp;T)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>On the screen only: the file stays as it is</source>
            <translation>仅在屏幕上旋转，文件保持不变</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Turn the view &amp;right</source>
            <translation>向右旋转视图(&amp;R)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Show the ori&amp;ginal</source>
            <translation>显示原图(&amp;G)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Original</source>
            <translation>原图</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Shows the scan as it was, for as long as the key is held</source>
            <translation>按住按键时显示扫描件的原貌</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Split before and after</source>
            <translation>前后分割对比(&amp;S)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Split</source>
            <translation>分割</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Original at the left, result at the right</source>
            <translation>左侧为原图，右侧为结果</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Side &amp;by side</source>
            <translation>并排对比(&amp;B)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>The original at the left, the result at the right</source>
            <translation>原图在左，结果在右</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Diff&amp;erence</source>
            <translation>差异(&amp;E)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Only what repairs have changed, eight times as strong, on black</source>
            <translation>在黑底上仅显示修复所改变的部分，放大八倍</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Bli&amp;nk</source>
            <translation>闪烁对比(&amp;N)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Original and result in turns</source>
            <translation>原图与结果交替显示</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Next &amp;mask view</source>
            <translation>下一种蒙版显示(&amp;M)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Marks as a tint, alone, hatched, or hidden</source>
            <translation>标记显示为着色、仅蒙版、斜线或隐藏</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Confidence</source>
            <translation>置信度(&amp;C)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Repairs from blue (certain) to yellow (a guess)</source>
            <translation>修复从蓝色（确定）到黄色（推测）</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Overvie&amp;w</source>
            <translation>概览(&amp;W)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>The whole scan in a corner while a part of it is seen</source>
            <translation>只看局部时，在一角显示整张扫描件</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Ne&amp;xt scan</source>
            <translation>下一张扫描件(&amp;X)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Go to the next one of the open scans</source>
            <translation>转到下一张打开的扫描件</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Pre&amp;vious scan</source>
            <translation>上一张扫描件(&amp;V)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Go to the open scan before this one</source>
            <translation>转到上一张打开的扫描件</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Film-strip</source>
            <translation>胶片条</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Small pictures of the open scans below the picture, from the second scan on</source>
            <translation>打开两张以上扫描件时，在图像下方显示它们的小图</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Side &amp;panel</source>
            <translation>侧边面板(&amp;P)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>F&amp;ull screen</source>
            <translation>全屏(&amp;U)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Look: as the &amp;desktop</source>
            <translation>外观：跟随桌面(&amp;D)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Look: &amp;light</source>
            <translation>外观：浅色(&amp;L)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Look: dar&amp;k</source>
            <translation>外观：深色(&amp;K)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Keys and gestures</source>
            <translation>按键与手势(&amp;K)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Try the sample</source>
            <translation>试用示例(&amp;T)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Open a damaged portrait, to try things out on</source>
            <translation>打开一张受损的肖像，用来尝试各项功能</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>System &amp;report...</source>
            <translation>系统报告(&amp;R)...</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Open &amp;log folder</source>
            <translation>打开日志文件夹(&amp;L)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Li&amp;cences...</source>
            <translation>许可证(&amp;C)...</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>What Heirloom is made of, and under which terms</source>
            <translation>Heirloom 由哪些部分组成，以及相应的许可条款</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;About Heirloom</source>
            <translation>关于 Heirloom(&amp;A)</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Drag</source>
            <translation>拖动</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Paint, or erase with the eraser</source>
            <translation>绘制，或用橡皮擦擦除</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Right button, Alt</source>
            <translation>右键、Alt</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Erase; shapes take marks away</source>
            <translation>擦除；形状工具去掉标记</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Shift+click</source>
            <translation>Shift+单击</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Straight line from the last point</source>
            <translation>从上一点画直线</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Shift+drag</source>
            <translation>Shift+拖动</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Square, circle, steps of 45 degrees</source>
            <translation>正方形、圆形、每 45 度一级</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Alt while dragging</source>
            <translation>拖动时按 Alt</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Rectangle or ellipse from its middle</source>
            <translation>从中心画矩形或椭圆</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Enter, Backspace</source>
            <translation>Enter、Backspace</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Close a polygon, drop its last corner</source>
            <translation>闭合多边形、去掉最后一个角</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Wheel</source>
            <translation>滚轮</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Zoom at the pointer</source>
            <translation>以指针为中心缩放</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Ctrl+wheel</source>
            <translation>Ctrl+滚轮</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Size of the brush</source>
            <translation>画笔大小</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Ctrl+Shift+wheel</source>
            <translation>Ctrl+Shift+滚轮</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Hardness of the edge</source>
            <translation>边缘硬度</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Space+drag, middle button</source>
            <translation>空格+拖动、中键</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Move the picture</source>
            <translation>移动照片</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Tab (held)</source>
            <translation>Tab（按住）</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Show the original</source>
            <translation>显示原图</translation>
        </message>
        <message>
            <location filename="../../gui/autosave.py" />
            <source>Your work is not kept safe from a crash: {error}</source>
            <translation>您的工作无法在崩溃时得到保护：{error}</translation>
        </message>
        <message>
            <location filename="../../gui/autosave.py" />
            <source>Your work is kept safe from a crash again.</source>
            <translation>您的工作重新得到崩溃保护。</translation>
        </message>
        <message>
            <location filename="../../gui/autosave.py" />
            <source>Autosave failed, it is tried again: {why}</source>
            <translation>自动保存失败，将再次尝试：{why}</translation>
        </message>
        <message>
            <location filename="../../gui/awake.py" />
            <source>The computer may fall asleep meanwhile ({why}): see its power settings.</source>
            <translation>电脑在此期间可能会进入睡眠（{why}）：请查看电源设置。</translation>
        </message>
        <message>
            <location filename="../../gui/background.py" />
            <source>{name} is repaired.</source>
            <translation>{name} 已修复。</translation>
        </message>
        <message>
            <location filename="../../gui/background.py" />
            <source>{name} has been looked through: see what was found.</source>
            <translation>{name} 已检查完毕：请查看找到的损伤。</translation>
        </message>
        <message>
            <location filename="../../gui/batch/batches.py" />
            <source>A batch is running. Stop it and quit?</source>
            <translation>批处理正在运行。要停止并退出吗？</translation>
        </message>
        <message>
            <location filename="../../gui/batch/batches.py" />
            <source>What is done is done. Next time it is offered to go on where it was stopped.</source>
            <translation>已完成的部分会保留。下次可从停止处继续。</translation>
        </message>
        <message>
            <location filename="../../gui/batch/batches.py" />
            <source>&amp;Stop and quit</source>
            <translation>停止并退出(&amp;S)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/earlier.py" />
            <source>not finished</source>
            <translation>未完成</translation>
        </message>
        <message>
            <location filename="../../gui/batch/earlier.py" />
            <source>stopped</source>
            <translation>已停止</translation>
        </message>
        <message>
            <location filename="../../gui/batch/earlier.py" />
            <source>finished</source>
            <translation>已完成</translation>
        </message>
        <message>
            <location filename="../../gui/batch/earlier.py" />
            <source>taken back</source>
            <translation>已撤回</translation>
        </message>
        <message>
            <location filename="../../gui/batch/earlier.py" />
            <source>Earlier batches</source>
            <translation>以往的批处理</translation>
        </message>
        <message>
            <location filename="../../gui/batch/earlier.py" />
            <source>&amp;Go on</source>
            <translation>继续(&amp;G)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/earlier.py" />
            <source>Goes on where it was stopped; what is done is not done again</source>
            <translation>从停止处继续；已完成的不会重做</translation>
        </message>
        <message>
            <location filename="../../gui/batch/earlier.py" />
            <source>&amp;Show</source>
            <translation>显示(&amp;S)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/earlier.py" />
            <source>Ta&amp;ke back...</source>
            <translation>撤回(&amp;K)...</translation>
        </message>
        <message>
            <location filename="../../gui/batch/earlier.py" />
            <source>Moves the results of this batch away; the originals are untouched</source>
            <translation>移走这次批处理的结果；原件不受影响</translation>
        </message>
        <message>
            <location filename="../../gui/batch/earlier.py" />
            <source>No batch was run yet.</source>
            <translation>尚未运行过批处理。</translation>
        </message>
        <message>
            <location filename="../../gui/batch/earlier.py" />
            <source>Run {number}, {when}, {state}
{folder}
{counts}</source>
            <translation>第 {number} 次，{when}，{state}
{folder}
{counts}</translation>
        </message>
        <message>
            <location filename="../../gui/batch/earlier.py" />
            <source>nothing done yet</source>
            <translation>尚未完成任何项</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>As the scan</source>
            <translation>与扫描件相同</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Keep all</source>
            <translation>全部保留</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Without the place</source>
            <translation>去掉拍摄地点</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Profile and resolution only</source>
            <translation>仅保留色彩配置和分辨率</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Skip the scan</source>
            <translation>跳过该扫描件</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Give the result another name</source>
            <translation>给结果另取名称</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Replace where the scan is newer</source>
            <translation>扫描件较新时替换</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Replace the file</source>
            <translation>替换文件</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Write every result</source>
            <translation>写出所有结果</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Ask me about uncertain ones</source>
            <translation>不确定的先问我</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Ask me about every result</source>
            <translation>每个结果都先问我</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Folder for the results</source>
            <translation>结果文件夹</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>A folder of its own, beside the scans</source>
            <translation>扫描件旁边的单独文件夹</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Sub-folders too; the tree is kept</source>
            <translation>包含子文件夹；保持目录结构</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Only files like</source>
            <translation>仅匹配的文件</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Not files like</source>
            <translation>排除匹配的文件</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>What is repaired</source>
            <translation>修复什么</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Masks</source>
            <translation>蒙版</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>{name}_mask, a folder of masks, or one mask file</source>
            <translation>{name}_mask、蒙版文件夹或单个蒙版文件</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Never touched</source>
            <translation>绝不改动</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>masks of what stays as it is</source>
            <translation>标出保持原样部分的蒙版</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Dust of the glass, learnt from the folder</source>
            <translation>扫描玻璃上的灰尘（从文件夹学习）</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>A watermark that all of them share</source>
            <translation>所有扫描件共有的水印</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Metadata</source>
            <translation>元数据</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Sensitivity</source>
            <translation>灵敏度</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Fading and colour</source>
            <translation>褪色与颜色</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Noise and blur</source>
            <translation>噪点与模糊</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Twice the size</source>
            <translation>放大两倍</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Stains and losses too</source>
            <translation>包括污渍和缺损</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>What is wrongly taken for one is large: look at the results</source>
            <translation>误判的区域可能很大：请检查结果</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Before results are written</source>
            <translation>写出结果之前</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Uncertain is less than</source>
            <translation>低于此值视为不确定</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Names of results</source>
            <translation>结果名称</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>How results will be called</source>
            <translation>结果将如何命名</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Format</source>
            <translation>格式</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Quality</source>
            <translation>质量</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Where another file is already there</source>
            <translation>已有同名文件时</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Scans</source>
            <translation>扫描件</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Add &amp;folder...</source>
            <translation>添加文件夹(&amp;F)...</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Add f&amp;iles...</source>
            <translation>添加文件(&amp;I)...</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Re&amp;move</source>
            <translation>移除(&amp;M)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Take the chosen ones out of the list (Delete)</source>
            <translation>从列表中移除所选项 (Delete)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Only</source>
            <translation>仅限</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Not</source>
            <translation>排除</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>&amp;What</source>
            <translation>内容(&amp;W)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Mas&amp;ks</source>
            <translation>蒙版(&amp;K)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>P&amp;rotect</source>
            <translation>保护(&amp;R)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Picture</source>
            <translation>照片</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Re&amp;view</source>
            <translation>审阅(&amp;V)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Results</source>
            <translation>结果</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Ch&amp;oose...</source>
            <translation>选择(&amp;O)...</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Choose the folder for the results</source>
            <translation>选择结果文件夹</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>In&amp;to</source>
            <translation>存入(&amp;T)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>&amp;Names</source>
            <translation>名称(&amp;N)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Fo&amp;rmat</source>
            <translation>格式(&amp;R)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Metadat&amp;a</source>
            <translation>元数据(&amp;A)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>&amp;Conflicts</source>
            <translation>冲突(&amp;C)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Add folders or files with scans first.</source>
            <translation>请先添加包含扫描件的文件夹或文件。</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Choose a folder for the results.</source>
            <translation>请选择结果文件夹。</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Choose something to do to the scans.</source>
            <translation>请选择要对扫描件做什么。</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>Say where the masks are, or let damage be looked for.</source>
            <translation>请指定蒙版的位置，或让程序查找损伤。</translation>
        </message>
        <message>
            <location filename="../../gui/batch/form.py" />
            <source>{scan} becomes {result}</source>
            <translation>{scan} 将成为 {result}</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items.py" />
            <source>Scan</source>
            <translation>扫描件</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items.py" />
            <source>State</source>
            <translation>状态</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items.py" />
            <source>Certain</source>
            <translation>置信度</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items.py" />
            <source>Result</source>
            <translation>结果</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items.py" />
            <source>What happens</source>
            <translation>处理说明</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items.py" />
            <source>to do</source>
            <translation>待处理</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items.py" />
            <source>skipped</source>
            <translation>已跳过</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items.py" />
            <source>cannot be done</source>
            <translation>无法处理</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items.py" />
            <source>waiting</source>
            <translation>等待中</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items.py" />
            <source>done</source>
            <translation>已完成</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items.py" />
            <source>rejected</source>
            <translation>已拒绝</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items.py" />
            <source>failed</source>
            <translation>失败</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items.py" />
            <source>All</source>
            <translation>全部</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items.py" />
            <source>To do</source>
            <translation>待处理</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items.py" />
            <source>Done</source>
            <translation>已完成</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items.py" />
            <source>To review</source>
            <translation>待审阅</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items.py" />
            <source>Failed</source>
            <translation>失败</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items.py" />
            <source>Skipped</source>
            <translation>已跳过</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items.py" />
            <source>Low confidence</source>
            <translation>置信度低</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items.py" />
            <source>{n} {state}</source>
            <translation>{state} {n}</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items_panel.py" />
            <source>About the chosen scan</source>
            <translation>关于所选扫描件</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items_panel.py" />
            <source>Show</source>
            <translation>显示</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items_panel.py" />
            <source>Search names and sentences</source>
            <translation>搜索名称和说明</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items_panel.py" />
            <source>Search</source>
            <translation>搜索</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items_panel.py" />
            <source>Clear the search</source>
            <translation>清除搜索</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items_panel.py" />
            <source>&amp;Table</source>
            <translation>表格(&amp;T)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items_panel.py" />
            <source>&amp;Pictures</source>
            <translation>图片(&amp;P)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/items_panel.py" />
            <source>{sentence}. Certain at least to {certain}.</source>
            <translation>{sentence}。置信度至少 {certain}。</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>Automatic</source>
            <translation>自动</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>Generator</source>
            <translation>生成器</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>Classical</source>
            <translation>经典</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>Frequency selective</source>
            <translation>频率选择</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>Graphics card (CUDA)</source>
            <translation>显卡 (CUDA)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>Graphics card (DirectML)</source>
            <translation>显卡 (DirectML)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>Graphics card (Core ML)</source>
            <translation>显卡 (Core ML)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>Processor</source>
            <translation>处理器</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>Strength of fading and colour</source>
            <translation>褪色与颜色校正的强度</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>Noise</source>
            <translation>噪点</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>Blur</source>
            <translation>模糊</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>JPEG blocks</source>
            <translation>JPEG 块状痕迹</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>Grain kept</source>
            <translation>保留颗粒</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>More settings</source>
            <translation>更多设置</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>Template</source>
            <translation>模板</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>None</source>
            <translation>无</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>Method</source>
            <translation>方法</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>Newest</source>
            <translation>最新</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>Device</source>
            <translation>设备</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>Colour in JPEG</source>
            <translation>JPEG 的颜色</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>Smallest damage</source>
            <translation>最小损伤</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>Watermark file</source>
            <translation>水印文件</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>learnt before, in place of learning it anew</source>
            <translation>使用以前学到的，不再重新学习</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>Choose...</source>
            <translation>选择...</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>Choose the watermark file</source>
            <translation>选择水印文件</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>Look at thin damage four times: slower</source>
            <translation>对细小损伤看四次：较慢</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>Look at half scale: quicker, misses hairlines</source>
            <translation>以一半比例查找：更快，但会漏掉细线</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>Save scans in CMYK as they are, for printers</source>
            <translation>CMYK 扫描件仍以 CMYK 保存，供印刷使用</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>Watermark</source>
            <translation>水印</translation>
        </message>
        <message>
            <location filename="../../gui/batch/more.py" />
            <source>{chosen} (missing)</source>
            <translation>{chosen}（缺失）</translation>
        </message>
        <message>
            <location filename="../../gui/batch/outcome.py" />
            <source>Writing the report</source>
            <translation>正在生成报告</translation>
        </message>
        <message>
            <location filename="../../gui/batch/outcome.py" />
            <source>Take back the results of run {number}?</source>
            <translation>撤回第 {number} 次运行的结果？</translation>
        </message>
        <message>
            <location filename="../../gui/batch/outcome.py" />
            <source>They move into heirloom-trash in {folder}; the originals are compared with what they were.</source>
            <translation>结果会移到 {folder} 中的 heirloom-trash；并核对原件是否保持不变。</translation>
        </message>
        <message>
            <location filename="../../gui/batch/outcome.py" />
            <source>&amp;Take back</source>
            <translation>撤回(&amp;T)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/outcome.py" />
            <source>Taking back</source>
            <translation>正在撤回</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>What is missing</source>
            <translation>还缺什么</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>Show the &amp;plan</source>
            <translation>显示计划(&amp;P)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>Nothing is written before you have seen it (Ctrl+Return)</source>
            <translation>在您看过计划之前不会写入任何内容 (Ctrl+Return)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>The plan comes first; your scans are only read.</source>
            <translation>先列出计划；您的扫描件只会被读取。</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>Conflicts and how they are settled</source>
            <translation>冲突及其处理方式</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>What is learnt when the batch starts</source>
            <translation>批处理开始时学习的内容</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>With boxes around what would be repaired</source>
            <translation>用方框标出将要修复的部分</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>&amp;Back</source>
            <translation>返回(&amp;B)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>&amp;Start</source>
            <translation>开始(&amp;S)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>The pictures do not show what is still to be learnt.</source>
            <translation>图片中还看不到尚待学习的内容。</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>{n} to do</source>
            <translation>待处理 {n}</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>{n} skipped</source>
            <translation>跳过 {n}</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>{n} cannot be done</source>
            <translation>无法处理 {n}</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>{counts}. Results go into {folder}</source>
            <translation>{counts}。结果存入 {folder}</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>... and {n} more, in the last column below.</source>
            <translation>……另有 {n} 项，见下方最后一列。</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>&amp;Start ({n})</source>
            <translation>开始(&amp;S) ({n})</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>Progress of the batch</source>
            <translation>批处理进度</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>What is being done</source>
            <translation>正在进行的工作</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>Before and after</source>
            <translation>修复前后</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>Pa&amp;use</source>
            <translation>暂停(&amp;U)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>St&amp;op</source>
            <translation>停止(&amp;O)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>&amp;Review</source>
            <translation>审阅(&amp;R)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>Rep&amp;ort</source>
            <translation>报告(&amp;O)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>Open &amp;folder</source>
            <translation>打开文件夹(&amp;F)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>Takes no new scan until it goes on; those in hand are finished</source>
            <translation>暂不处理新的扫描件；正在处理的会完成</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>Drops what is in the making; the batch can go on later (Esc)</source>
            <translation>放弃正在处理的；批处理可稍后继续 (Esc)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>&amp;Review ({n})</source>
            <translation>审阅(&amp;R) ({n})</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>Conti&amp;nue</source>
            <translation>继续(&amp;N)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>Paused: what is in hand is finished, nothing new is taken.</source>
            <translation>已暂停：正在处理的会完成，不再处理新的。</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>Run {number}, {when}: {counts}</source>
            <translation>第 {number} 次，{when}：{counts}</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pages.py" />
            <source>nothing done</source>
            <translation>未完成任何项</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pair.py" />
            <source>Before at the left, after at the right</source>
            <translation>左侧为修复前，右侧为修复后</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pair.py" />
            <source>Click for 100 % and back; drag, or Shift and arrows, to move</source>
            <translation>单击以 100 % 显示，再次单击返回；拖动或按 Shift 加方向键可移动</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pair.py" />
            <source>Opening...</source>
            <translation>正在打开...</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pair.py" />
            <source>Before</source>
            <translation>修复前</translation>
        </message>
        <message>
            <location filename="../../gui/batch/pair.py" />
            <source>After</source>
            <translation>修复后</translation>
        </message>
        <message>
            <location filename="../../gui/batch/process.py" />
            <source>Stopped. What is done is done; the run can go on.</source>
            <translation>已停止。已完成的部分会保留，可以继续运行。</translation>
        </message>
        <message>
            <location filename="../../gui/batch/process.py" />
            <source>The batch ended unexpectedly. What is done is done: let the run go on.</source>
            <translation>批处理意外结束。已完成的部分会保留：请让它继续运行。</translation>
        </message>
        <message>
            <location filename="../../gui/batch/questions.py" />
            <source>All files</source>
            <translation>所有文件</translation>
        </message>
        <message>
            <location filename="../../gui/batch/questions.py" />
            <source>Watermark files</source>
            <translation>水印文件</translation>
        </message>
        <message>
            <location filename="../../gui/batch/questions.py" />
            <source>Add scans</source>
            <translation>添加扫描件</translation>
        </message>
        <message>
            <location filename="../../gui/batch/recipe.py" />
            <source>Damage that is found</source>
            <translation>查找到的损伤</translation>
        </message>
        <message>
            <location filename="../../gui/batch/recipe.py" />
            <source>What masks mark</source>
            <translation>蒙版标记的部分</translation>
        </message>
        <message>
            <location filename="../../gui/batch/recipe.py" />
            <source>Nothing; only the whole picture below</source>
            <translation>不修复，仅处理下面的整张照片选项</translation>
        </message>
        <message>
            <location filename="../../gui/batch/review_flow.py" />
            <source>Looking at {name} again</source>
            <translation>正在重新查看 {name}</translation>
        </message>
        <message>
            <location filename="../../gui/batch/review_flow.py" />
            <source>{name} is as you corrected it: accept it when it is right.</source>
            <translation>{name} 已按您的修改更新：正确时请接受。</translation>
        </message>
        <message>
            <location filename="../../gui/batch/review_flow.py" />
            <source>Accept {name}</source>
            <translation>接受 {name}</translation>
        </message>
        <message>
            <location filename="../../gui/batch/review_flow.py" />
            <source>Reject {name}</source>
            <translation>拒绝 {name}</translation>
        </message>
        <message>
            <location filename="../../gui/batch/review_flow.py" />
            <source>Opening {name} at 100 %</source>
            <translation>正在以 100 % 打开 {name}</translation>
        </message>
        <message>
            <location filename="../../gui/batch/review_flow.py" />
            <source>Correct it in the window, save it there, then accept it here.</source>
            <translation>在窗口中修正并保存，然后在此处接受。</translation>
        </message>
        <message>
            <location filename="../../gui/batch/review_page.py" />
            <source>The scan that is looked at</source>
            <translation>正在查看的扫描件</translation>
        </message>
        <message>
            <location filename="../../gui/batch/review_page.py" />
            <source>What was done to it</source>
            <translation>对它做了什么</translation>
        </message>
        <message>
            <location filename="../../gui/batch/review_page.py" />
            <source>Back</source>
            <translation>返回</translation>
        </message>
        <message>
            <location filename="../../gui/batch/review_page.py" />
            <source>To the run</source>
            <translation>返回运行页</translation>
        </message>
        <message>
            <location filename="../../gui/batch/review_page.py" />
            <source>Previous</source>
            <translation>上一个</translation>
        </message>
        <message>
            <location filename="../../gui/batch/review_page.py" />
            <source>The one before</source>
            <translation>上一个扫描件</translation>
        </message>
        <message>
            <location filename="../../gui/batch/review_page.py" />
            <source>Next</source>
            <translation>下一个</translation>
        </message>
        <message>
            <location filename="../../gui/batch/review_page.py" />
            <source>Leave it waiting</source>
            <translation>让它继续等待</translation>
        </message>
        <message>
            <location filename="../../gui/batch/review_page.py" />
            <source>100 %</source>
            <translation>100 %</translation>
        </message>
        <message>
            <location filename="../../gui/batch/review_page.py" />
            <source>Every pixel, at the pointer, and back</source>
            <translation>在指针处逐像素显示，再按一次返回</translation>
        </message>
        <message>
            <location filename="../../gui/batch/review_page.py" />
            <source>Boxes</source>
            <translation>方框</translation>
        </message>
        <message>
            <location filename="../../gui/batch/review_page.py" />
            <source>Boxes around what was repaired</source>
            <translation>用方框标出已修复的部分</translation>
        </message>
        <message>
            <location filename="../../gui/batch/review_page.py" />
            <source>Reject</source>
            <translation>拒绝</translation>
        </message>
        <message>
            <location filename="../../gui/batch/review_page.py" />
            <source>No result is written</source>
            <translation>不写出结果</translation>
        </message>
        <message>
            <location filename="../../gui/batch/review_page.py" />
            <source>Fix...</source>
            <translation>修改...</translation>
        </message>
        <message>
            <location filename="../../gui/batch/review_page.py" />
            <source>Correct marks and repairs in the window</source>
            <translation>在窗口中修改标记和修复</translation>
        </message>
        <message>
            <location filename="../../gui/batch/review_page.py" />
            <source>Accept</source>
            <translation>接受</translation>
        </message>
        <message>
            <location filename="../../gui/batch/review_page.py" />
            <source>Write this result</source>
            <translation>写出此结果</translation>
        </message>
        <message>
            <location filename="../../gui/batch/review_page.py" />
            <source>Nothing waits any more.</source>
            <translation>没有等待审阅的了。</translation>
        </message>
        <message>
            <location filename="../../gui/batch/review_page.py" />
            <source>Esc leads back to the run.</source>
            <translation>按 Esc 返回运行页。</translation>
        </message>
        <message>
            <location filename="../../gui/batch/review_page.py" />
            <source>{place} of {count}: {name}</source>
            <translation>{place} / {count}：{name}</translation>
        </message>
        <message>
            <location filename="../../gui/batch/review_page.py" />
            <source>{place} of {count}: {name}, certain to {certain}</source>
            <translation>{place} / {count}：{name}，置信度 {certain}</translation>
        </message>
        <message>
            <location filename="../../gui/batch/review_page.py" />
            <source>There is no picture.</source>
            <translation>没有图片。</translation>
        </message>
        <message>
            <location filename="../../gui/batch/sheet.py" />
            <source>No picture</source>
            <translation>没有图片</translation>
        </message>
        <message>
            <location filename="../../gui/batch/sheet.py" />
            <source>Contact sheet</source>
            <translation>缩略图表</translation>
        </message>
        <message>
            <location filename="../../gui/batch/sources_list.py" />
            <source>Folders and files to restore</source>
            <translation>要修复的文件夹和文件</translation>
        </message>
        <message>
            <location filename="../../gui/batch/sources_list.py" />
            <source>Folder</source>
            <translation>文件夹</translation>
        </message>
        <message>
            <location filename="../../gui/batch/sources_list.py" />
            <source>File</source>
            <translation>文件</translation>
        </message>
        <message>
            <location filename="../../gui/batch/window.py" />
            <source>Batch: set up</source>
            <translation>批处理：设置</translation>
        </message>
        <message>
            <location filename="../../gui/batch/window.py" />
            <source>Batch: plan</source>
            <translation>批处理：计划</translation>
        </message>
        <message>
            <location filename="../../gui/batch/window.py" />
            <source>Batch: run</source>
            <translation>批处理：运行</translation>
        </message>
        <message>
            <location filename="../../gui/batch/window.py" />
            <source>Batch: review</source>
            <translation>批处理：审阅</translation>
        </message>
        <message>
            <location filename="../../gui/batch/window.py" />
            <source>Planning</source>
            <translation>正在制定计划</translation>
        </message>
        <message>
            <location filename="../../gui/batch/window.py" />
            <source>Reading the journal</source>
            <translation>正在读取日志</translation>
        </message>
        <message>
            <location filename="../../gui/batch/window.py" />
            <source>Run {number} goes on.</source>
            <translation>第 {number} 次运行继续。</translation>
        </message>
        <message>
            <location filename="../../gui/batch/window.py" />
            <source>This is what would happen. Nothing has been written yet.</source>
            <translation>这是将要进行的处理。尚未写入任何内容。</translation>
        </message>
        <message>
            <location filename="../../gui/batch/window.py" />
            <source>Another batch is running: wait for its end, or stop it.</source>
            <translation>另一个批处理正在运行：请等它结束，或将其停止。</translation>
        </message>
        <message numerus="yes">
            <location filename="../../gui/batch/window.py" />
            <source>Replace {n} files that are already there?</source>
            <translation>
                <numerusform>要替换已存在的 {n} 个文件吗？</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../gui/batch/window.py" />
            <source>They were not made by a batch, and do not come back: {name} and others.</source>
            <translation>
                <numerusform>它们不是由批处理生成的，替换后无法找回：{name} 等。</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../gui/batch/window.py" />
            <source>&amp;Replace</source>
            <translation>替换(&amp;R)</translation>
        </message>
        <message>
            <location filename="../../gui/batch/window.py" />
            <source>Started. You may close this window meanwhile.</source>
            <translation>已开始。您可以先关闭此窗口。</translation>
        </message>
        <message>
            <location filename="../../gui/batch/window.py" />
            <source>Starting</source>
            <translation>正在开始</translation>
        </message>
        <message>
            <location filename="../../gui/batch/window.py" />
            <source>Preparing</source>
            <translation>正在准备</translation>
        </message>
        <message>
            <location filename="../../gui/batch/window.py" />
            <source>Run {number}, into {folder}</source>
            <translation>第 {number} 次，存入 {folder}</translation>
        </message>
        <message>
            <location filename="../../gui/batch/window.py" />
            <source>Nothing was run</source>
            <translation>没有运行任何内容</translation>
        </message>
        <message>
            <location filename="../../gui/batch/window.py" />
            <source>The batch has ended</source>
            <translation>批处理已结束</translation>
        </message>
        <message>
            <location filename="../../gui/batch/window.py" />
            <source>A batch is running: this is what it does. Earlier ones can be seen later.</source>
            <translation>批处理正在运行：这是它的进展。以往的可稍后查看。</translation>
        </message>
        <message>
            <location filename="../../gui/batch/window.py" />
            <source>Stopping</source>
            <translation>正在停止</translation>
        </message>
        <message>
            <location filename="../../gui/batch/window.py" />
            <source>Add a folder of scans</source>
            <translation>添加扫描件文件夹</translation>
        </message>
        <message>
            <location filename="../../gui/batch/window.py" />
            <source>Stopped.</source>
            <translation>已停止。</translation>
        </message>
        <message>
            <location filename="../../gui/batch/window.py" />
            <source>The batch goes on; File &gt; Batch shows it.</source>
            <translation>批处理仍在继续；通过“文件 &gt; 批处理”查看。</translation>
        </message>
        <message>
            <location filename="../../gui/batch/work.py" />
            <source>reading the journal</source>
            <translation>正在读取日志</translation>
        </message>
        <message>
            <location filename="../../gui/batch/work.py" />
            <source>writing the report</source>
            <translation>正在生成报告</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/mask_work.py" />
            <source>Nothing is marked on this layer.</source>
            <translation>此图层上没有标记。</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/mask_work.py" />
            <source>The marks changed meanwhile: {step} again.</source>
            <translation>标记在此期间已改变，请重新执行：{step}。</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/mask_work.py" />
            <source>Bring back the original</source>
            <translation>还原为原图</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/mask_work.py" />
            <source>There is nothing to bring back: this is the original.</source>
            <translation>没有可还原的：这就是原图。</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/mask_work.py" />
            <source>Nothing is marked otherwise than before.</source>
            <translation>标记与之前相同。</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/overview.py" />
            <source>Overview</source>
            <translation>概览</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/overview.py" />
            <source>The whole scan; click to look elsewhere</source>
            <translation>整张扫描件；单击以查看其他位置</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/picture.py" />
            <source>Repaired</source>
            <translation>修复后</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/picture.py" />
            <source>Difference x {times}</source>
            <translation>差异 x {times}</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/picture.py" />
            <source>Drop a scan here</source>
            <translation>把扫描件拖到这里</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/picture.py" />
            <source>or click to choose one</source>
            <translation>或单击选择一个</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/pointer.py" />
            <source>{size} px</source>
            <translation>{size} 像素</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/pointer.py" />
            <source>{percent} % hard</source>
            <translation>硬度 {percent} %</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/sketching.py" />
            <source>Erase: {shape}</source>
            <translation>擦除：{shape}</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/tools/brush.py" />
            <source>Brush stroke</source>
            <translation>画笔</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/tools/ellipse.py" />
            <source>Ellipse</source>
            <translation>椭圆</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/tools/eraser.py" />
            <source>Erase</source>
            <translation>擦除</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/tools/lasso.py" />
            <source>Lasso</source>
            <translation>套索</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/tools/line.py" />
            <source>Line</source>
            <translation>直线</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/tools/polygon.py" />
            <source>Polygon</source>
            <translation>多边形</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/tools/protect.py" />
            <source>Protect</source>
            <translation>保护</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/tools/rectangle.py" />
            <source>Rectangle</source>
            <translation>矩形</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/tools/scratch.py" />
            <source>Scratch</source>
            <translation>划痕线</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/tools/wand.py" />
            <source>Wand</source>
            <translation>魔棒</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/view.py" />
            <source>The open scan. Paint over damage to mark it; arrow keys move the picture.</source>
            <translation>打开的扫描件。在损伤处涂抹以标记；方向键移动照片。</translation>
        </message>
        <message>
            <location filename="../../gui/canvas_controls.py" />
            <source>Marks: {view}</source>
            <translation>标记：{view}</translation>
        </message>
        <message>
            <location filename="../../gui/command_process.py" />
            <source>The work ended unexpectedly.</source>
            <translation>工作意外结束。</translation>
        </message>
        <message>
            <location filename="../../gui/command_process.py" />
            <source>Heirloom could not be started again: {why}.</source>
            <translation>无法重新启动 Heirloom：{why}。</translation>
        </message>
        <message>
            <location filename="../../gui/comparing.py" />
            <source>Other ways are being tried already: wait, or press Esc.</source>
            <translation>正在尝试其他方案：请稍候，或按 Esc。</translation>
        </message>
        <message>
            <location filename="../../gui/comparing.py" />
            <source>Stopped; the repair is as it was.</source>
            <translation>已停止；修复保持原样。</translation>
        </message>
        <message>
            <location filename="../../gui/comparing.py" />
            <source>No other way gives anything else here.</source>
            <translation>此处没有其他方案能给出不同的结果。</translation>
        </message>
        <message numerus="yes">
            <location filename="../../gui/comparing.py" />
            <source>{n} more ways to choose from.</source>
            <translation>
                <numerusform>另有 {n} 种方案可选。</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../gui/detection.py" />
            <source>Stopped looking for damage; nothing was changed.</source>
            <translation>已停止查找损伤；没有任何改动。</translation>
        </message>
        <message>
            <location filename="../../gui/detection.py" />
            <source>Added to the mask: correct it with brush and eraser, then repair.</source>
            <translation>已加入蒙版：用画笔和橡皮擦修正，然后修复。</translation>
        </message>
        <message>
            <location filename="../../gui/detection.py" />
            <source>All of it was marked already.</source>
            <translation>这些部分都已标记过。</translation>
        </message>
        <message>
            <location filename="../../gui/detection.py" />
            <source>Add findings</source>
            <translation>加入查找结果</translation>
        </message>
        <message>
            <location filename="../../gui/detection_controls.py" />
            <source>Enter adds what is shown to the mask, Esc discards it.</source>
            <translation>按 Enter 把显示的内容加入蒙版，按 Esc 放弃。</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs.py" />
            <source>Restorations</source>
            <translation>修复文件</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs.py" />
            <source>Scans and restorations</source>
            <translation>扫描件和修复文件</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs.py" />
            <source>Choose scans</source>
            <translation>选择扫描件</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs.py" />
            <source>Where is {name} now?</source>
            <translation>{name} 现在在哪里？</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs.py" />
            <source>This scan is very large. Open it?</source>
            <translation>这个扫描件非常大。要打开吗？</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs.py" />
            <source>&amp;Open</source>
            <translation>打开(&amp;O)</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs.py" />
            <source>Import a mask</source>
            <translation>导入蒙版</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs.py" />
            <source>Export the mask</source>
            <translation>导出蒙版</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs.py" />
            <source>Save the restoration</source>
            <translation>保存修复文件</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs.py" />
            <source>The changes to {name} have not been saved.</source>
            <translation>对 {name} 的更改尚未保存。</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs.py" />
            <source>Save the restoration first? It keeps every repair, so that you can go on later. The original stays as it is.</source>
            <translation>要先保存修复文件吗？它保留每一处修复，以便您日后继续。原件保持不变。</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs.py" />
            <source>&amp;Discard</source>
            <translation>放弃(&amp;D)</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs.py" />
            <source>{name} is open in another window of Heirloom.</source>
            <translation>{name} 已在另一个 Heirloom 窗口中打开。</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs.py" />
            <source>What is done there is not seen here. Open a copy? It is saved under another name.</source>
            <translation>那里所做的在这里看不到。要打开副本吗？副本会以另一个名称保存。</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs.py" />
            <source>&amp;Open a copy</source>
            <translation>打开副本(&amp;O)</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs.py" />
            <source>About Heirloom</source>
            <translation>关于 Heirloom</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs.py" />
            <source>Restores old scanned photographs on your own computer. Nothing leaves it, and no original is ever changed.

MIT licence. Built with Qt, ONNX Runtime, OpenCV and NumPy.</source>
            <translation>在您自己的电脑上修复扫描的老照片。任何内容都不会离开这台电脑，原件永远不会被改动。

MIT 许可证。基于 Qt、ONNX Runtime、OpenCV 和 NumPy 构建。</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs.py" />
            <source>Keys and gestures</source>
            <translation>按键与手势</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs.py" />
            <source>With the mouse</source>
            <translation>鼠标操作</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs.py" />
            <source>System report</source>
            <translation>系统报告</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs.py" />
            <source>Copy</source>
            <translation>复制</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs.py" />
            <source>Copy the report</source>
            <translation>复制报告</translation>
        </message>
        <message>
            <location filename="../../gui/document_tabs.py" />
            <source>Open scans</source>
            <translation>打开的扫描件</translation>
        </message>
        <message>
            <location filename="../../gui/document_tabs.py" />
            <source>{name}, not saved</source>
            <translation>{name}，未保存</translation>
        </message>
        <message>
            <location filename="../../gui/engine_words.py" />
            <source>Scratches</source>
            <translation>划痕</translation>
        </message>
        <message>
            <location filename="../../gui/engine_words.py" />
            <source>Dust</source>
            <translation>灰尘</translation>
        </message>
        <message>
            <location filename="../../gui/engine_words.py" />
            <source>Protected</source>
            <translation>受保护</translation>
        </message>
        <message>
            <location filename="../../gui/engine_words.py" />
            <source>start-up</source>
            <translation>启动</translation>
        </message>
        <message>
            <location filename="../../gui/engine_words.py" />
            <source>comparing</source>
            <translation>正在比较</translation>
        </message>
        <message>
            <location filename="../../gui/engine_words.py" />
            <source>repaired</source>
            <translation>已修复</translation>
        </message>
        <message>
            <location filename="../../gui/engine_words.py" />
            <source>Compressing</source>
            <translation>正在压缩</translation>
        </message>
        <message>
            <location filename="../../gui/engine_words.py" />
            <source>generator</source>
            <translation>生成器</translation>
        </message>
        <message>
            <location filename="../../gui/engine_words.py" />
            <source>classical</source>
            <translation>经典方法</translation>
        </message>
        <message>
            <location filename="../../gui/engine_words.py" />
            <source>automatic</source>
            <translation>自动</translation>
        </message>
        <message>
            <location filename="../../gui/engine_words.py" />
            <source>settings</source>
            <translation>首选项</translation>
        </message>
        <message>
            <location filename="../../gui/engine_words.py" />
            <source>No such file or directory</source>
            <translation>没有该文件或文件夹</translation>
        </message>
        <message>
            <location filename="../../gui/engine_words.py" />
            <source>Permission denied</source>
            <translation>没有权限</translation>
        </message>
        <message>
            <location filename="../../gui/engine_words.py" />
            <source>Is a directory</source>
            <translation>是文件夹</translation>
        </message>
        <message>
            <location filename="../../gui/engine_words.py" />
            <source>Not a directory</source>
            <translation>不是文件夹</translation>
        </message>
        <message>
            <location filename="../../gui/engine_words.py" />
            <source>No space left on device</source>
            <translation>设备上没有剩余空间</translation>
        </message>
        <message>
            <location filename="../../gui/engine_words.py" />
            <source>Read-only file system</source>
            <translation>只读文件系统</translation>
        </message>
        <message>
            <location filename="../../gui/engine_words.py" />
            <source>Input/output error</source>
            <translation>输入/输出错误</translation>
        </message>
        <message>
            <location filename="../../gui/engine_words.py" />
            <source>{0}; the result is called {1}</source>
            <translation>{0}；结果将命名为 {1}</translation>
        </message>
        <message>
            <location filename="../../gui/engine_words.py" />
            <source>{0} was asked for ({1}), but it cannot be used: {2}. {3}</source>
            <translation>指定了 {0}（{1}），但无法使用：{2}。{3}</translation>
        </message>
        <message>
            <location filename="../../gui/engine_words.py" />
            <source>{0} was asked for ({1}), but it is not in this build of ONNX Runtime, which has {2}: choose one of these, or auto.</source>
            <translation>指定了 {0}（{1}），但它不在此 ONNX Runtime 版本中，其中有 {2}：请选择其中之一，或选择 auto。</translation>
        </message>
        <message>
            <location filename="../../gui/engine_words.py" />
            <source>; </source>
            <translation>；</translation>
        </message>
        <message>
            <location filename="../../gui/engine_words.py" />
            <source>: </source>
            <translation>：</translation>
        </message>
        <message>
            <location filename="../../gui/engine_words.py" />
            <source>, </source>
            <translation>，</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>nothing is lost</source>
            <translation>无损</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>nothing is lost, read by fewer programs</source>
            <translation>无损，支持的程序较少</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>small files</source>
            <translation>文件小</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>for the web</source>
            <translation>适合网页</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>smallest files, read by fewer programs</source>
            <translation>文件最小，支持的程序较少</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>Deflate: small, read by most programs</source>
            <translation>Deflate：文件小，多数程序可读取</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>LZW: read by every program</source>
            <translation>LZW：所有程序都可读取</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>Zstandard: fast, read by new programs only</source>
            <translation>Zstandard：速度快，仅新程序可读取</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>None: large and fast</source>
            <translation>不压缩：文件大，速度快</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>All (4:4:4)</source>
            <translation>全部 (4:4:4)</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>Half (4:2:2)</source>
            <translation>一半 (4:2:2)</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>A quarter (4:2:0)</source>
            <translation>四分之一 (4:2:0)</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>Keep all of it</source>
            <translation>全部保留</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>Leave out where it was taken</source>
            <translation>去掉拍摄地点</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>Leave out all but profile and resolution</source>
            <translation>仅保留色彩配置和分辨率</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>Choose a folder and a name for the result.</source>
            <translation>请为结果选择文件夹和名称。</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>The folder {folder} does not exist: choose another one.</source>
            <translation>文件夹 {folder} 不存在：请另选一个。</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>This is the original, which is never overwritten: choose another name.</source>
            <translation>这是原件，永远不会被覆盖：请选择另一个名称。</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>{name} is a folder: choose another name.</source>
            <translation>{name} 是文件夹：请选择另一个名称。</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>The name of a {format} file ends in {ending}.</source>
            <translation>{format} 文件的名称以 {ending} 结尾。</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>Compression</source>
            <translation>压缩</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>Camera data, captions, place</source>
            <translation>相机数据、说明、地点</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>Also write a record of what was changed</source>
            <translation>同时写出修改记录</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>A small file, from which the result can be made again</source>
            <translation>一个小文件，可据此重新生成结果</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>Colour kept</source>
            <translation>保留的颜色</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>Fine detail of colour; brightness is always kept</source>
            <translation>颜色的细节；亮度始终完整保留</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>Save in CMYK, as the scan is</source>
            <translation>与扫描件一样以 CMYK 保存</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>For printers: unchanged pixels keep the very inks of the scan</source>
            <translation>供印刷使用：未改动的像素保留扫描件原有的油墨值</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>File to write</source>
            <translation>要写入的文件</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>Choose the file to write</source>
            <translation>选择要写入的文件</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>Size of the result</source>
            <translation>结果的尺寸</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>As it is: {size}</source>
            <translation>原尺寸：{size}</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>Twice: {size}</source>
            <translation>放大一倍：{size}</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>By {model}.</source>
            <translation>由 {model}。</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>There is no model that enlarges: by Lanczos resampling, which adds no detail.</source>
            <translation>没有可用于放大的模型：使用 Lanczos 重采样，不会增加细节。</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>{name}, {bits} bit</source>
            <translation>{name}，{bits} 位</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>Colour</source>
            <translation>颜色</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>Size</source>
            <translation>大小</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>Your original stays as it is.</source>
            <translation>您的原件保持不变。</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>Finding out what is lost...</source>
            <translation>正在查明会丢失什么…</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>{name} exists and will be replaced.</source>
            <translation>{name} 已存在，将被替换。</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>Some marks have not been repaired yet; they are exported as they are.</source>
            <translation>有些标记尚未修复；将按原样导出。</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>Replace</source>
            <translation>替换</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>Export as</source>
            <translation>导出为</translation>
        </message>
        <message>
            <location filename="../../gui/export_dialog.py" />
            <source>{size} pixels</source>
            <translation>{size} 像素</translation>
        </message>
        <message>
            <location filename="../../gui/failure.py" />
            <source>There is not enough free memory for this: close other programs and try again.</source>
            <translation>可用内存不足：请关闭其他程序后重试。</translation>
        </message>
        <message>
            <location filename="../../gui/failure.py" />
            <source>Something went wrong inside Heirloom; your scan and your marks are unharmed. Help &gt; System report helps to find out why.</source>
            <translation>Heirloom 内部出错；您的扫描件和标记完好无损。“帮助 &gt; 系统报告”有助于查明原因。</translation>
        </message>
        <message>
            <location filename="../../gui/film_strip.py" />
            <source>Film-strip of the open scans</source>
            <translation>打开的扫描件的胶片条</translation>
        </message>
        <message>
            <location filename="../../gui/film_strip.py" />
            <source>Left and Right show another scan, Enter goes on in the picture</source>
            <translation>左右方向键显示另一张扫描件，Enter 回到图像</translation>
        </message>
        <message>
            <location filename="../../gui/findings_panel.py" />
            <source>Scratches and hairs</source>
            <translation>划痕和毛发</translation>
        </message>
        <message>
            <location filename="../../gui/findings_panel.py" />
            <source>Dust and specks</source>
            <translation>灰尘和斑点</translation>
        </message>
        <message>
            <location filename="../../gui/findings_panel.py" />
            <source>Text and dates</source>
            <translation>文字和日期</translation>
        </message>
        <message>
            <location filename="../../gui/findings_panel.py" />
            <source>Watermarks</source>
            <translation>水印</translation>
        </message>
        <message>
            <location filename="../../gui/findings_panel.py" />
            <source>Dust in infrared</source>
            <translation>红外通道中的灰尘</translation>
        </message>
        <message>
            <location filename="../../gui/findings_panel.py" />
            <source>Same place on all scans</source>
            <translation>所有扫描件的相同位置</translation>
        </message>
        <message>
            <location filename="../../gui/findings_panel.py" />
            <source>Date stamps</source>
            <translation>日期戳</translation>
        </message>
        <message>
            <location filename="../../gui/findings_panel.py" />
            <source>Proposal</source>
            <translation>建议</translation>
        </message>
        <message>
            <location filename="../../gui/findings_panel.py" />
            <source>Smallest finding</source>
            <translation>最小尺寸</translation>
        </message>
        <message>
            <location filename="../../gui/findings_panel.py" />
            <source>Add to mask</source>
            <translation>加入蒙版</translation>
        </message>
        <message>
            <location filename="../../gui/findings_panel.py" />
            <source>Discard</source>
            <translation>放弃</translation>
        </message>
        <message>
            <location filename="../../gui/findings_panel.py" />
            <source>Mark what is shown; nothing is repaired yet (Enter)</source>
            <translation>标记显示的损伤；暂不修复 (Enter)</translation>
        </message>
        <message>
            <location filename="../../gui/findings_panel.py" />
            <source>Forget what was found (Esc)</source>
            <translation>放弃查找结果 (Esc)</translation>
        </message>
        <message numerus="yes">
            <location filename="../../gui/findings_panel.py" />
            <source>{n} findings</source>
            <translation>
                <numerusform>{n} 处损伤</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../gui/findings_panel.py" />
            <source>{findings} by {source}. Nothing is marked yet.</source>
            <translation>{findings}，由 {source} 找到。尚未标记任何内容。</translation>
        </message>
        <message>
            <location filename="../../gui/finish_controls.py" />
            <source>Cancelled; nothing was changed.</source>
            <translation>已取消；没有任何改动。</translation>
        </message>
        <message>
            <location filename="../../gui/finish_controls.py" />
            <source>Nothing to correct: the picture uses the whole range already.</source>
            <translation>无需校正：照片已使用完整的色阶范围。</translation>
        </message>
        <message>
            <location filename="../../gui/finish_controls.py" />
            <source>Automatic tone</source>
            <translation>自动色调</translation>
        </message>
        <message>
            <location filename="../../gui/finish_controls.py" />
            <source>Reset tone</source>
            <translation>重置色调</translation>
        </message>
        <message>
            <location filename="../../gui/finish_controls.py" />
            <source>Strength</source>
            <translation>强度</translation>
        </message>
        <message>
            <location filename="../../gui/finish_controls.py" />
            <source>Curve</source>
            <translation>曲线</translation>
        </message>
        <message>
            <location filename="../../gui/finish_controls.py" />
            <source>Tone: {what}</source>
            <translation>色调：{what}</translation>
        </message>
        <message>
            <location filename="../../gui/finish_controls.py" />
            <source>By {model}: {what}.</source>
            <translation>由 {model}：{what}。</translation>
        </message>
        <message>
            <location filename="../../gui/finish_controls.py" />
            <source>By black and white points: {what}.</source>
            <translation>按黑白场：{what}。</translation>
        </message>
        <message>
            <location filename="../../gui/finish_controls.py" />
            <source>Nothing to enhance: no grain was found, or nothing is asked.</source>
            <translation>无需增强：未发现颗粒，或没有要求处理。</translation>
        </message>
        <message>
            <location filename="../../gui/finish_controls.py" />
            <source>Enhance</source>
            <translation>增强</translation>
        </message>
        <message>
            <location filename="../../gui/finish_controls.py" />
            <source>The whole picture is enhanced when it is exported.</source>
            <translation>导出时会增强整张照片。</translation>
        </message>
        <message>
            <location filename="../../gui/finish_controls.py" />
            <source>Remove enhancement</source>
            <translation>取消增强</translation>
        </message>
        <message>
            <location filename="../../gui/finish_controls.py" />
            <source>There is no model to restore with: noise is taken out by non-local means, blur and JPEG blocks stay.</source>
            <translation>没有可用的复原模型：噪点以非局部均值消除，模糊和 JPEG 块状痕迹保留。</translation>
        </message>
        <message>
            <location filename="../../gui/generator.py" />
            <source>the graphics card (CUDA)</source>
            <translation>显卡 (CUDA)</translation>
        </message>
        <message>
            <location filename="../../gui/generator.py" />
            <source>the graphics card (DirectML)</source>
            <translation>显卡 (DirectML)</translation>
        </message>
        <message>
            <location filename="../../gui/generator.py" />
            <source>the graphics card (Core ML)</source>
            <translation>显卡 (Core ML)</translation>
        </message>
        <message>
            <location filename="../../gui/generator.py" />
            <source>Preparing the generator</source>
            <translation>正在准备生成器</translation>
        </message>
        <message>
            <location filename="../../gui/generator.py" />
            <source>The generator cannot be used: {why}</source>
            <translation>无法使用生成器：{why}</translation>
        </message>
        <message>
            <location filename="../../gui/generator.py" />
            <source>Classical methods, on the processor</source>
            <translation>经典方法，使用处理器</translation>
        </message>
        <message>
            <location filename="../../gui/generator.py" />
            <source>Classical methods only</source>
            <translation>仅经典方法</translation>
        </message>
        <message>
            <location filename="../../gui/generator.py" />
            <source>{model} on {device}</source>
            <translation>{model}，使用{device}</translation>
        </message>
        <message>
            <location filename="../../gui/generator.py" />
            <source>The graphics card is not used: {whys}. Repairs look the same, they only take longer.</source>
            <translation>未使用显卡：{whys}。修复效果相同，只是耗时更长。</translation>
        </message>
        <message>
            <location filename="../../gui/generator.py" />
            <source>{status}; graphics card not used: {whys}</source>
            <translation>{status}；未使用显卡：{whys}</translation>
        </message>
        <message>
            <location filename="../../gui/help_actions.py" />
            <source>Reading the licences</source>
            <translation>正在读取许可证</translation>
        </message>
        <message>
            <location filename="../../gui/hints.py" />
            <source>Open a scan to begin.</source>
            <translation>打开扫描件即可开始。</translation>
        </message>
        <message>
            <location filename="../../gui/hints.py" />
            <source>Look through what was found, then add it to the mask.</source>
            <translation>检查找到的损伤，然后加入蒙版。</translation>
        </message>
        <message>
            <location filename="../../gui/hints.py" />
            <source>Go on painting: new marks are repaired next.</source>
            <translation>继续绘制：新的标记随后修复。</translation>
        </message>
        <message>
            <location filename="../../gui/hints.py" />
            <source>Press Repair to fill what is marked.</source>
            <translation>按“修复”以填补标记的部分。</translation>
        </message>
        <message>
            <location filename="../../gui/hints.py" />
            <source>Paint over a scratch or a speck. It is repaired when you let go.</source>
            <translation>在划痕或斑点上涂抹，松开后即修复。</translation>
        </message>
        <message>
            <location filename="../../gui/hints.py" />
            <source>Paint over all the damage, then press Repair.</source>
            <translation>在所有损伤上涂抹，然后按“修复”。</translation>
        </message>
        <message>
            <location filename="../../gui/keys.py" />
            <source>moves the picture</source>
            <translation>移动照片</translation>
        </message>
        <message>
            <location filename="../../gui/keys.py" />
            <source>shows the original</source>
            <translation>显示原图</translation>
        </message>
        <message>
            <location filename="../../gui/keys.py" />
            <source>cancels</source>
            <translation>取消操作</translation>
        </message>
        <message>
            <location filename="../../gui/keys.py" />
            <source>drops a corner of a polygon</source>
            <translation>去掉多边形的一个角</translation>
        </message>
        <message>
            <location filename="../../gui/keys.py" />
            <source>{key} {does}: it cannot be given away.</source>
            <translation>{key} 用于{does}：不能改作他用。</translation>
        </message>
        <message>
            <location filename="../../gui/keys_page.py" />
            <source>Search for an action</source>
            <translation>搜索操作</translation>
        </message>
        <message>
            <location filename="../../gui/keys_page.py" />
            <source>Clear</source>
            <translation>清除</translation>
        </message>
        <message>
            <location filename="../../gui/keys_page.py" />
            <source>Action</source>
            <translation>操作</translation>
        </message>
        <message>
            <location filename="../../gui/keys_page.py" />
            <source>Keys</source>
            <translation>按键</translation>
        </message>
        <message>
            <location filename="../../gui/keys_page.py" />
            <source>Actions and their keys</source>
            <translation>操作及其按键</translation>
        </message>
        <message>
            <location filename="../../gui/keys_page.py" />
            <source>New key</source>
            <translation>新按键</translation>
        </message>
        <message>
            <location filename="../../gui/keys_page.py" />
            <source>Use this key</source>
            <translation>使用此按键</translation>
        </message>
        <message>
            <location filename="../../gui/keys_page.py" />
            <source>No key</source>
            <translation>无按键</translation>
        </message>
        <message>
            <location filename="../../gui/keys_page.py" />
            <source>Reset</source>
            <translation>重置</translation>
        </message>
        <message>
            <location filename="../../gui/keys_page.py" />
            <source>Reset all</source>
            <translation>全部重置</translation>
        </message>
        <message>
            <location filename="../../gui/keys_page.py" />
            <source>Take it over</source>
            <translation>改用于此</translation>
        </message>
        <message>
            <location filename="../../gui/keys_page.py" />
            <source>{key} is the key of “{action}”, which would lose it.</source>
            <translation>{key} 是“{action}”的按键，改用后它将失去此键。</translation>
        </message>
        <message>
            <location filename="../../gui/language_choice.py" />
            <source>Language</source>
            <translation>语言</translation>
        </message>
        <message>
            <location filename="../../gui/language_choice.py" />
            <source>As the desktop</source>
            <translation>跟随桌面</translation>
        </message>
        <message>
            <location filename="../../gui/language_choice.py" />
            <source>Heirloom speaks it from its next start on.</source>
            <translation>下次启动 Heirloom 时生效。</translation>
        </message>
        <message>
            <location filename="../../gui/layer_controls.py" />
            <source>You now paint into: {layer}.</source>
            <translation>当前绘制图层：{layer}。</translation>
        </message>
        <message>
            <location filename="../../gui/layer_controls.py" />
            <source>Clear {layer}</source>
            <translation>清除{layer}</translation>
        </message>
        <message>
            <location filename="../../gui/layer_controls.py" />
            <source>Saved the template {name}; batch uses it with --template.</source>
            <translation>已保存模板 {name}；批处理可用 --template 使用它。</translation>
        </message>
        <message>
            <location filename="../../gui/layer_controls.py" />
            <source>Saving {name}</source>
            <translation>正在保存 {name}</translation>
        </message>
        <message>
            <location filename="../../gui/layer_controls.py" />
            <source>Template {name}</source>
            <translation>模板 {name}</translation>
        </message>
        <message>
            <location filename="../../gui/layer_controls.py" />
            <source>Marked by the template {name}; look at it before you repair.</source>
            <translation>已按模板 {name} 标记；修复前请检查。</translation>
        </message>
        <message>
            <location filename="../../gui/layer_controls.py" />
            <source>Reading {name}</source>
            <translation>正在读取 {name}</translation>
        </message>
        <message numerus="yes">
            <location filename="../../gui/layer_controls.py" />
            <source>Saved {name}, and {n} single layers beside it.</source>
            <translation>
                <numerusform>已保存 {name}，并在旁边保存 {n} 个单独图层。</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../gui/licences_dialog.py" />
            <source>Licences</source>
            <translation>许可证</translation>
        </message>
        <message>
            <location filename="../../gui/licences_dialog.py" />
            <source>Components</source>
            <translation>组件</translation>
        </message>
        <message>
            <location filename="../../gui/licences_dialog.py" />
            <source>Text of the licence</source>
            <translation>许可证正文</translation>
        </message>
        <message>
            <location filename="../../gui/licences_dialog.py" />
            <source>The text did not come along; the name of the licence says which one it is.</source>
            <translation>未附带正文；许可证名称说明是哪一个。</translation>
        </message>
        <message>
            <location filename="../../gui/main_window.py" />
            <source>Repaired. Hold {key} to compare with the original.</source>
            <translation>已修复。按住 {key} 可与原图比较。</translation>
        </message>
        <message>
            <location filename="../../gui/main_window.py" />
            <source>Nothing needed repair where you marked.</source>
            <translation>您标记的部分无需修复。</translation>
        </message>
        <message>
            <location filename="../../gui/main_window.py" />
            <source>&amp;Undo {step}</source>
            <translation>撤销(&amp;U) {step}</translation>
        </message>
        <message>
            <location filename="../../gui/main_window.py" />
            <source>&amp;Redo {step}</source>
            <translation>重做(&amp;R) {step}</translation>
        </message>
        <message>
            <location filename="../../gui/mask_commands.py" />
            <source>Grow</source>
            <translation>扩展</translation>
        </message>
        <message>
            <location filename="../../gui/mask_commands.py" />
            <source>Marks everything this close to a mark. Soft edges become firm.</source>
            <translation>标记周围此距离内的部分也会标记。柔和的边缘会变硬。</translation>
        </message>
        <message>
            <location filename="../../gui/mask_commands.py" />
            <source>Shrink</source>
            <translation>收缩</translation>
        </message>
        <message>
            <location filename="../../gui/mask_commands.py" />
            <source>Takes this much away from the edges of all marks.</source>
            <translation>从所有标记的边缘去掉这么多。</translation>
        </message>
        <message>
            <location filename="../../gui/mask_commands.py" />
            <source>Feather</source>
            <translation>羽化</translation>
        </message>
        <message>
            <location filename="../../gui/mask_commands.py" />
            <source>Lets marks fall off over this distance on either side of their edges.</source>
            <translation>让标记在边缘两侧此距离内逐渐过渡。</translation>
        </message>
        <message>
            <location filename="../../gui/mask_commands.py" />
            <source>Fill holes</source>
            <translation>填充孔洞</translation>
        </message>
        <message>
            <location filename="../../gui/mask_commands.py" />
            <source>{step} {size} px</source>
            <translation>{step} {size} 像素</translation>
        </message>
        <message>
            <location filename="../../gui/mask_commands.py" />
            <source>Invert mask</source>
            <translation>反转蒙版</translation>
        </message>
        <message>
            <location filename="../../gui/mask_dialogs.py" />
            <source>By</source>
            <translation>距离</translation>
        </message>
        <message>
            <location filename="../../gui/mask_dialogs.py" />
            <source>Rectangle by numbers</source>
            <translation>按数值绘制矩形</translation>
        </message>
        <message>
            <location filename="../../gui/mask_dialogs.py" />
            <source>Left</source>
            <translation>左</translation>
        </message>
        <message>
            <location filename="../../gui/mask_dialogs.py" />
            <source>Top</source>
            <translation>上</translation>
        </message>
        <message>
            <location filename="../../gui/mask_dialogs.py" />
            <source>Width</source>
            <translation>宽</translation>
        </message>
        <message>
            <location filename="../../gui/mask_dialogs.py" />
            <source>Height</source>
            <translation>高</translation>
        </message>
        <message>
            <location filename="../../gui/mask_dialogs.py" />
            <source>What to do</source>
            <translation>操作</translation>
        </message>
        <message>
            <location filename="../../gui/mask_dialogs.py" />
            <source>Mark it</source>
            <translation>标记</translation>
        </message>
        <message>
            <location filename="../../gui/mask_dialogs.py" />
            <source>Take marks away</source>
            <translation>去掉标记</translation>
        </message>
        <message>
            <location filename="../../gui/mask_dialogs.py" />
            <source>&amp;Do</source>
            <translation>操作(&amp;D)</translation>
        </message>
        <message>
            <location filename="../../gui/mask_dialogs.py" />
            <source>The scan has {size} pixels, counted from its upper left corner.</source>
            <translation>扫描件为 {size} 像素，从左上角算起。</translation>
        </message>
        <message>
            <location filename="../../gui/mask_dialogs.py" />
            <source>Mark</source>
            <translation>标记</translation>
        </message>
        <message>
            <location filename="../../gui/mask_dialogs.py" />
            <source>px</source>
            <translation>像素</translation>
        </message>
        <message>
            <location filename="../../gui/mask_files.py" />
            <source>Clear mask</source>
            <translation>清除蒙版</translation>
        </message>
        <message>
            <location filename="../../gui/mask_files.py" />
            <source>The mask marks nothing: it must be white where to repair.</source>
            <translation>蒙版没有标记任何内容：需要修复处必须为白色。</translation>
        </message>
        <message>
            <location filename="../../gui/mask_files.py" />
            <source>Import mask</source>
            <translation>导入蒙版</translation>
        </message>
        <message>
            <location filename="../../gui/mask_files.py" />
            <source>Mask imported; press Repair when it looks right.</source>
            <translation>已导入蒙版；确认无误后按“修复”。</translation>
        </message>
        <message>
            <location filename="../../gui/mask_files.py" />
            <source>Saved {name}</source>
            <translation>已保存 {name}</translation>
        </message>
        <message>
            <location filename="../../gui/menus.py" />
            <source>Tools</source>
            <translation>工具</translation>
        </message>
        <message>
            <location filename="../../gui/menus.py" />
            <source>Open &amp;recent</source>
            <translation>打开最近的文件(&amp;R)</translation>
        </message>
        <message>
            <location filename="../../gui/menus.py" />
            <source>No scans yet</source>
            <translation>还没有扫描件</translation>
        </message>
        <message>
            <location filename="../../gui/menus.py" />
            <source>&amp;Forget all</source>
            <translation>全部忘记(&amp;F)</translation>
        </message>
        <message>
            <location filename="../../gui/models/card_view.py" />
            <source>Works</source>
            <translation>可用</translation>
        </message>
        <message>
            <location filename="../../gui/models/card_view.py" />
            <source>Does not work</source>
            <translation>无法使用</translation>
        </message>
        <message>
            <location filename="../../gui/models/card_view.py" />
            <source>Not here</source>
            <translation>此处没有</translation>
        </message>
        <message>
            <location filename="../../gui/models/card_view.py" />
            <source>Sample: damaged at the left, repaired at the right</source>
            <translation>样张：左侧为受损，右侧为修复后</translation>
        </message>
        <message>
            <location filename="../../gui/models/card_view.py" />
            <source>Measured: closer to the true picture than Navier-Stokes</source>
            <translation>测量结果：比 Navier-Stokes 更接近真实照片</translation>
        </message>
        <message>
            <location filename="../../gui/models/card_view.py" />
            <source>On this computer</source>
            <translation>在此电脑上</translation>
        </message>
        <message>
            <location filename="../../gui/models/card_view.py" />
            <source>&amp;Test on this computer</source>
            <translation>在此电脑上测试(&amp;T)</translation>
        </message>
        <message>
            <location filename="../../gui/models/card_view.py" />
            <source>Runs a small known tile on every device and compares the results</source>
            <translation>在每个设备上运行一小块已知图像并比较结果</translation>
        </message>
        <message>
            <location filename="../../gui/models/card_view.py" />
            <source>Open f&amp;older</source>
            <translation>打开文件夹(&amp;O)</translation>
        </message>
        <message>
            <location filename="../../gui/models/card_view.py" />
            <source>&amp;Remove...</source>
            <translation>移除(&amp;R)...</translation>
        </message>
        <message>
            <location filename="../../gui/models/card_view.py" />
            <source>Card of the model</source>
            <translation>模型卡片</translation>
        </message>
        <message>
            <location filename="../../gui/models/card_view.py" />
            <source>yours</source>
            <translation>您的模型</translation>
        </message>
        <message>
            <location filename="../../gui/models/card_view.py" />
            <source>came with Heirloom</source>
            <translation>随 Heirloom 提供</translation>
        </message>
        <message>
            <location filename="../../gui/models/card_view.py" />
            <source>, switched off: nothing uses it</source>
            <translation>，已停用：不会被使用</translation>
        </message>
        <message>
            <location filename="../../gui/models/card_view.py" />
            <source>Switch o&amp;ff</source>
            <translation>停用(&amp;F)</translation>
        </message>
        <message>
            <location filename="../../gui/models/card_view.py" />
            <source>Switch o&amp;n</source>
            <translation>启用(&amp;N)</translation>
        </message>
        <message>
            <location filename="../../gui/models/card_view.py" />
            <source>It stays where it is, and nothing uses it</source>
            <translation>保留在原处，但不会被使用</translation>
        </message>
        <message>
            <location filename="../../gui/models/card_view.py" />
            <source>Use it again</source>
            <translation>重新使用</translation>
        </message>
        <message>
            <location filename="../../gui/models/card_view.py" />
            <source>Moves its folder to the trash</source>
            <translation>把其文件夹移到回收站</translation>
        </message>
        <message>
            <location filename="../../gui/models/card_view.py" />
            <source>It came with Heirloom</source>
            <translation>随 Heirloom 提供</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>Fills damage</source>
            <translation>填补损伤</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>Finds damage</source>
            <translation>查找损伤</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>Takes out noise and blur</source>
            <translation>消除噪点和模糊</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>Undoes fading</source>
            <translation>还原褪色</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>Enlarges</source>
            <translation>放大</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>Continues lines</source>
            <translation>延续线条</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>Makes textures</source>
            <translation>生成纹理</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>Brings faded tones and colours back</source>
            <translation>恢复褪色的色调和颜色</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>Finds scratches, dust, stains and text</source>
            <translation>查找划痕、灰尘、污渍和文字</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>Makes scratches, dust, mould and stains from noise</source>
            <translation>由噪声生成划痕、灰尘、霉斑和污渍</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>Makes small grey pictures from noise</source>
            <translation>由噪声生成小幅灰度图</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>Scratches, dust and losses, led by lines</source>
            <translation>划痕、灰尘和缺损，由线条引导</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>Scratches, dust and small losses</source>
            <translation>划痕、灰尘和小面积缺损</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>Scratches, dust and small losses, with grain</source>
            <translation>划痕、灰尘和小面积缺损，带颗粒</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>Several fills for one hole</source>
            <translation>同一缺损的多种填补</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>Takes out noise, blur and compression</source>
            <translation>消除噪点、模糊和压缩痕迹</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>Your album: scratches, dust and small losses</source>
            <translation>您的相册：划痕、灰尘和小面积缺损</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>Photographs measured</source>
            <translation>已测量的照片</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>Seconds for 512 x 512 px, on one thread of a processor</source>
            <translation>处理 512 x 512 像素的秒数（单个处理器线程）</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>The 8-bit file against the exact one, in dB</source>
            <translation>8 位文件与精确文件之比，单位 dB</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>Photographs of the album measured</source>
            <translation>已测量的相册照片</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>any size</source>
            <translation>任意尺寸</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>{n} x {n} px only</source>
            <translation>仅 {n} x {n} 像素</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>What it does</source>
            <translation>功能</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>Limits</source>
            <translation>局限</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>Licence</source>
            <translation>许可证</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>Origin</source>
            <translation>来源</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>Learnt from</source>
            <translation>学习素材</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>Takes</source>
            <translation>输入</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>{size}; ONNX opset {opset}</source>
            <translation>{size}；ONNX opset {opset}</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>On its album, over its start</source>
            <translation>在其相册上，相对于起点</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>file {name}</source>
            <translation>文件 {name}</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>goes on from {model}</source>
            <translation>基于 {model} 继续训练</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>recipe {name}</source>
            <translation>配方 {name}</translation>
        </message>
        <message>
            <location filename="../../gui/models/facts.py" />
            <source>{n} steps</source>
            <translation>{n} 步</translation>
        </message>
        <message numerus="yes">
            <location filename="../../gui/models/facts.py" />
            <source>{n} photographs</source>
            <translation>
                <numerusform>{n} 张照片</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../gui/models/import_page.py" />
            <source>1 is what to repair</source>
            <translation>1 表示修复</translation>
        </message>
        <message>
            <location filename="../../gui/models/import_page.py" />
            <source>1 is what to keep</source>
            <translation>1 表示保留</translation>
        </message>
        <message>
            <location filename="../../gui/models/import_page.py" />
            <source>As told where you got the file, such as Apache-2.0</source>
            <translation>按文件来源处的说明填写，例如 Apache-2.0</translation>
        </message>
        <message>
            <location filename="../../gui/models/import_page.py" />
            <source>{low} to {high}</source>
            <translation>{low} 至 {high}</translation>
        </message>
        <message>
            <location filename="../../gui/models/import_page.py" />
            <source>Trial: the damaged picture at the left, the result at the right</source>
            <translation>试用：左侧为受损图片，右侧为结果</translation>
        </message>
        <message>
            <location filename="../../gui/models/import_page.py" />
            <source>&amp;Try</source>
            <translation>试用(&amp;T)</translation>
        </message>
        <message>
            <location filename="../../gui/models/import_page.py" />
            <source>Fill a made picture with these settings; nothing is installed</source>
            <translation>用这些设置填补一张合成图片；不会安装任何内容</translation>
        </message>
        <message>
            <location filename="../../gui/models/import_page.py" />
            <source>&amp;Install</source>
            <translation>安装(&amp;I)</translation>
        </message>
        <message>
            <location filename="../../gui/models/import_page.py" />
            <source>&amp;Name</source>
            <translation>名称(&amp;N)</translation>
        </message>
        <message>
            <location filename="../../gui/models/import_page.py" />
            <source>I&amp;d</source>
            <translation>标识(&amp;D)</translation>
        </message>
        <message>
            <location filename="../../gui/models/import_page.py" />
            <source>&amp;Licence</source>
            <translation>许可证(&amp;L)</translation>
        </message>
        <message>
            <location filename="../../gui/models/import_page.py" />
            <source>&amp;Range it is given</source>
            <translation>输入范围(&amp;R)</translation>
        </message>
        <message>
            <location filename="../../gui/models/import_page.py" />
            <source>Range it &amp;makes</source>
            <translation>输出范围(&amp;M)</translation>
        </message>
        <message>
            <location filename="../../gui/models/import_page.py" />
            <source>In its mas&amp;k</source>
            <translation>其蒙版中(&amp;K)</translation>
        </message>
        <message>
            <location filename="../../gui/models/import_page.py" />
            <source>In the file</source>
            <translation>文件内容</translation>
        </message>
        <message>
            <location filename="../../gui/models/import_page.py" />
            <source>{file}: what Heirloom takes it for. Nothing is installed yet.</source>
            <translation>{file}：Heirloom 的判断如下。尚未安装任何内容。</translation>
        </message>
        <message>
            <location filename="../../gui/models/import_page.py" />
            <source>The trial worked in {seconds} s; it is off by {error} % of the whole range.</source>
            <translation>试用成功，用时 {seconds} 秒；误差为整个范围的 {error} %。</translation>
        </message>
        <message>
            <location filename="../../gui/models/import_page.py" />
            <source>Outside the marks not a sample changed.</source>
            <translation>标记之外没有任何改动。</translation>
        </message>
        <message>
            <location filename="../../gui/models/import_page.py" />
            <source>Not tried with these settings yet.</source>
            <translation>尚未用这些设置试过。</translation>
        </message>
        <message>
            <location filename="../../gui/models/import_page.py" />
            <source>{role}: {name}, {n} channels</source>
            <translation>{role}：{name}，{n} 个通道</translation>
        </message>
        <message>
            <location filename="../../gui/models/import_page.py" />
            <source>any size from {least} px, in steps of {step}</source>
            <translation>{least} 像素以上的任意尺寸，以 {step} 为步长</translation>
        </message>
        <message>
            <location filename="../../gui/models/import_page.py" />
            <source>channels first</source>
            <translation>通道在前</translation>
        </message>
        <message>
            <location filename="../../gui/models/import_page.py" />
            <source>channels last</source>
            <translation>通道在后</translation>
        </message>
        <message>
            <location filename="../../gui/models/questions.py" />
            <source>Import a model</source>
            <translation>导入模型</translation>
        </message>
        <message>
            <location filename="../../gui/models/window.py" />
            <source>Models - Heirloom</source>
            <translation>模型 - Heirloom</translation>
        </message>
        <message>
            <location filename="../../gui/models/window.py" />
            <source>Models</source>
            <translation>模型</translation>
        </message>
        <message>
            <location filename="../../gui/models/window.py" />
            <source>&amp;Import an ONNX file...</source>
            <translation>导入 ONNX 文件(&amp;I)...</translation>
        </message>
        <message>
            <location filename="../../gui/models/window.py" />
            <source>Take in a model from elsewhere; it is tried before it is installed</source>
            <translation>导入其他来源的模型；安装前会先试用</translation>
        </message>
        <message>
            <location filename="../../gui/models/window.py" />
            <source>Reading the models</source>
            <translation>正在读取模型</translation>
        </message>
        <message>
            <location filename="../../gui/models/window.py" />
            <source>Looking at {name}</source>
            <translation>正在查看 {name}</translation>
        </message>
        <message>
            <location filename="../../gui/models/window.py" />
            <source>Not usable: {why}</source>
            <translation>不可用：{why}</translation>
        </message>
        <message>
            <location filename="../../gui/models/window.py" />
            <source>No models: repairs are made by classical methods.</source>
            <translation>没有模型：使用经典方法修复。</translation>
        </message>
        <message>
            <location filename="../../gui/models/window.py" />
            <source>{title} is switched on.</source>
            <translation>已启用 {title}。</translation>
        </message>
        <message>
            <location filename="../../gui/models/window.py" />
            <source>{title} is switched off.</source>
            <translation>已停用 {title}。</translation>
        </message>
        <message>
            <location filename="../../gui/models/window.py" />
            <source>Testing</source>
            <translation>正在测试</translation>
        </message>
        <message>
            <location filename="../../gui/models/window.py" />
            <source>no device</source>
            <translation>无设备</translation>
        </message>
        <message>
            <location filename="../../gui/models/window.py" />
            <source>{title} works on {devices}.</source>
            <translation>{title} 可在 {devices} 上运行。</translation>
        </message>
        <message>
            <location filename="../../gui/models/window.py" />
            <source>Remove {title}?</source>
            <translation>要移除 {title} 吗？</translation>
        </message>
        <message>
            <location filename="../../gui/models/window.py" />
            <source>Its folder {folder} goes to the trash. Repairs that it made stay.</source>
            <translation>其文件夹 {folder} 将移到回收站。它所做的修复会保留。</translation>
        </message>
        <message>
            <location filename="../../gui/models/window.py" />
            <source>&amp;Remove</source>
            <translation>移除(&amp;R)</translation>
        </message>
        <message>
            <location filename="../../gui/models/window.py" />
            <source>There is no trash here. Delete it for good?</source>
            <translation>这里没有回收站。要永久删除吗？</translation>
        </message>
        <message>
            <location filename="../../gui/models/window.py" />
            <source>{folder} cannot be brought back then.</source>
            <translation>{folder} 将无法恢复。</translation>
        </message>
        <message>
            <location filename="../../gui/models/window.py" />
            <source>&amp;Delete</source>
            <translation>删除(&amp;D)</translation>
        </message>
        <message>
            <location filename="../../gui/models/window.py" />
            <source>Deleting</source>
            <translation>正在删除</translation>
        </message>
        <message>
            <location filename="../../gui/models/window.py" />
            <source>{title} was removed.</source>
            <translation>已移除 {title}。</translation>
        </message>
        <message>
            <location filename="../../gui/models/window.py" />
            <source>Trying it</source>
            <translation>正在试用</translation>
        </message>
        <message>
            <location filename="../../gui/models/window.py" />
            <source>Installing</source>
            <translation>正在安装</translation>
        </message>
        <message>
            <location filename="../../gui/models/window.py" />
            <source>{title} is installed.</source>
            <translation>已安装 {title}。</translation>
        </message>
        <message>
            <location filename="../../gui/models/window.py" />
            <source>Nothing was installed.</source>
            <translation>没有安装任何内容。</translation>
        </message>
        <message>
            <location filename="../../gui/models/window.py" />
            <source>, off</source>
            <translation>，已停用</translation>
        </message>
        <message>
            <location filename="../../gui/notice.py" />
            <source>Done: {title}</source>
            <translation>已完成：{title}</translation>
        </message>
        <message>
            <location filename="../../gui/number_slider.py" />
            <source>{name} in percent</source>
            <translation>{name}（百分比）</translation>
        </message>
        <message>
            <location filename="../../gui/number_slider.py" />
            <source>{name} in pixels</source>
            <translation>{name}（像素）</translation>
        </message>
        <message>
            <location filename="../../gui/opened_detector.py" />
            <source>Preparing the detector</source>
            <translation>正在准备检测器</translation>
        </message>
        <message>
            <location filename="../../gui/opened_detector.py" />
            <source>; no detector: {error}</source>
            <translation>；没有检测器：{error}</translation>
        </message>
        <message>
            <location filename="../../gui/opening.py" />
            <source>looking for {name}</source>
            <translation>正在查找 {name}</translation>
        </message>
        <message>
            <location filename="../../gui/page_dialog.py" />
            <source>Choose a page</source>
            <translation>选择页面</translation>
        </message>
        <message numerus="yes">
            <location filename="../../gui/page_dialog.py" />
            <source>{name} has {n} pages. Which one do you want to open?</source>
            <translation>
                <numerusform>{name} 有 {n} 页。要打开哪一页？</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../gui/page_dialog.py" />
            <source>A result has one page; the others stay in the original file.</source>
            <translation>结果只有一页；其他页保留在原文件中。</translation>
        </message>
        <message>
            <location filename="../../gui/page_dialog.py" />
            <source>Pages of the file</source>
            <translation>文件的页面</translation>
        </message>
        <message>
            <location filename="../../gui/page_dialog.py" />
            <source>Page {number}:  {page}</source>
            <translation>第 {number} 页：{page}</translation>
        </message>
        <message>
            <location filename="../../gui/page_dialog.py" />
            <source>{size} pixels, {bits} bit, colour</source>
            <translation>{size} 像素，{bits} 位，彩色</translation>
        </message>
        <message>
            <location filename="../../gui/page_dialog.py" />
            <source>{size} pixels, {bits} bit, grey</source>
            <translation>{size} 像素，{bits} 位，灰度</translation>
        </message>
        <message>
            <location filename="../../gui/panels/curve_editor.py" />
            <source>Click to add a point, drag it, drag it out to remove it. Double-click: straight again</source>
            <translation>单击添加点，拖动可移动，拖出可删除。双击：恢复为直线</translation>
        </message>
        <message>
            <location filename="../../gui/panels/curve_editor.py" />
            <source>Curve, point {n} of {count}: {old} becomes {new}</source>
            <translation>曲线，第 {n} 点（共 {count} 点）：{old} 变为 {new}</translation>
        </message>
        <message>
            <location filename="../../gui/panels/curve_panel.py" />
            <source>Red</source>
            <translation>红</translation>
        </message>
        <message>
            <location filename="../../gui/panels/curve_panel.py" />
            <source>Green</source>
            <translation>绿</translation>
        </message>
        <message>
            <location filename="../../gui/panels/curve_panel.py" />
            <source>Blue</source>
            <translation>蓝</translation>
        </message>
        <message>
            <location filename="../../gui/panels/curve_panel.py" />
            <source>Which colours the curve is for</source>
            <translation>曲线用于哪些颜色</translation>
        </message>
        <message>
            <location filename="../../gui/panels/curve_panel.py" />
            <source>Straight</source>
            <translation>拉直</translation>
        </message>
        <message>
            <location filename="../../gui/panels/curve_panel.py" />
            <source>Drop all points of this curve</source>
            <translation>删除此曲线的所有点</translation>
        </message>
        <message>
            <location filename="../../gui/panels/curve_panel.py" />
            <source>Level of the point</source>
            <translation>该点的色阶</translation>
        </message>
        <message>
            <location filename="../../gui/panels/curve_panel.py" />
            <source>What it becomes</source>
            <translation>变为的色阶</translation>
        </message>
        <message>
            <location filename="../../gui/panels/curve_panel.py" />
            <source>becomes</source>
            <translation>变为</translation>
        </message>
        <message>
            <location filename="../../gui/panels/curve_panel.py" />
            <source>Level</source>
            <translation>色阶</translation>
        </message>
        <message>
            <location filename="../../gui/panels/curve_panel.py" />
            <source>{name}, bent</source>
            <translation>{name}，已调</translation>
        </message>
        <message>
            <location filename="../../gui/panels/enhance_panel.py" />
            <source>How much noise is taken out</source>
            <translation>消除多少噪点</translation>
        </message>
        <message>
            <location filename="../../gui/panels/enhance_panel.py" />
            <source>How much blur is taken out; fills are never sharpened</source>
            <translation>消除多少模糊；填补的部分绝不锐化</translation>
        </message>
        <message>
            <location filename="../../gui/panels/enhance_panel.py" />
            <source>How much of what compression left is taken out</source>
            <translation>消除多少压缩痕迹</translation>
        </message>
        <message>
            <location filename="../../gui/panels/enhance_panel.py" />
            <source>How much of the fine grain is given back</source>
            <translation>还原多少细微颗粒</translation>
        </message>
        <message>
            <location filename="../../gui/panels/enhance_panel.py" />
            <source>Show it on what is seen</source>
            <translation>在可见部分预览</translation>
        </message>
        <message>
            <location filename="../../gui/panels/enhance_panel.py" />
            <source>From 100 % on: from farther away it makes no difference</source>
            <translation>100 % 及以上：缩得更小时看不出差别</translation>
        </message>
        <message>
            <location filename="../../gui/panels/enhance_panel.py" />
            <source>Apply</source>
            <translation>应用</translation>
        </message>
        <message>
            <location filename="../../gui/panels/enhance_panel.py" />
            <source>Remove</source>
            <translation>移除</translation>
        </message>
        <message>
            <location filename="../../gui/panels/enhance_panel.py" />
            <source>Remove the enhancement</source>
            <translation>取消增强</translation>
        </message>
        <message>
            <location filename="../../gui/panels/enhance_panel.py" />
            <source>Enhance the whole picture</source>
            <translation>增强整张照片</translation>
        </message>
        <message>
            <location filename="../../gui/panels/history_panel.py" />
            <source>Every step you take will be listed here, to go back to.</source>
            <translation>您的每一步都会列在这里，可随时返回。</translation>
        </message>
        <message>
            <location filename="../../gui/panels/history_panel.py" />
            <source>History</source>
            <translation>历史记录</translation>
        </message>
        <message>
            <location filename="../../gui/panels/history_panel.py" />
            <source>Enter goes back or forward to the chosen step</source>
            <translation>按 Enter 前往所选步骤</translation>
        </message>
        <message>
            <location filename="../../gui/panels/history_panel.py" />
            <source>Opened</source>
            <translation>打开</translation>
        </message>
        <message>
            <location filename="../../gui/panels/history_panel.py" />
            <source>{n} older steps</source>
            <translation>更早的 {n} 步</translation>
        </message>
        <message>
            <location filename="../../gui/panels/history_panel.py" />
            <source>Undone; click to do it again</source>
            <translation>已撤销；单击以重做</translation>
        </message>
        <message>
            <location filename="../../gui/panels/layers_panel.py" />
            <source>As the others</source>
            <translation>与其他图层相同</translation>
        </message>
        <message>
            <location filename="../../gui/panels/layers_panel.py" />
            <source>By the method chosen under Repair</source>
            <translation>使用“修复”中选择的方法</translation>
        </message>
        <message>
            <location filename="../../gui/panels/layers_panel.py" />
            <source>Chooses for each hole what fills it best</source>
            <translation>为每处缺损选择最佳填补方法</translation>
        </message>
        <message>
            <location filename="../../gui/panels/layers_panel.py" />
            <source>Always the trained model</source>
            <translation>始终使用训练的模型</translation>
        </message>
        <message>
            <location filename="../../gui/panels/layers_panel.py" />
            <source>Never the model: methods that only continue what is around</source>
            <translation>不使用模型：只延续周围内容的方法</translation>
        </message>
        <message>
            <location filename="../../gui/panels/layers_panel.py" />
            <source>No repair and no automatic step changes what is marked here</source>
            <translation>任何修复和自动步骤都不会改动这里标记的部分</translation>
        </message>
        <message>
            <location filename="../../gui/panels/layers_panel.py" />
            <source>Mask layers</source>
            <translation>蒙版图层</translation>
        </message>
        <message>
            <location filename="../../gui/panels/layers_panel.py" />
            <source>Up and Down choose the layer to paint into, Space hides it</source>
            <translation>上下键选择要绘制的图层，空格键隐藏图层</translation>
        </message>
        <message>
            <location filename="../../gui/panels/layers_panel.py" />
            <source>Choose it to paint into it</source>
            <translation>选择后即在此图层上绘制</translation>
        </message>
        <message>
            <location filename="../../gui/panels/layers_panel.py" />
            <source>{layer}, shown, {share} marked</source>
            <translation>{layer}，显示，已标记 {share}</translation>
        </message>
        <message>
            <location filename="../../gui/panels/layers_panel.py" />
            <source>{layer}, hidden, {share} marked</source>
            <translation>{layer}，隐藏，已标记 {share}</translation>
        </message>
        <message>
            <location filename="../../gui/panels/layers_panel.py" />
            <source>nothing</source>
            <translation>无</translation>
        </message>
        <message>
            <location filename="../../gui/panels/layers_panel.py" />
            <source>Hide this layer</source>
            <translation>隐藏此图层</translation>
        </message>
        <message>
            <location filename="../../gui/panels/layers_panel.py" />
            <source>Show this layer</source>
            <translation>显示此图层</translation>
        </message>
        <message>
            <location filename="../../gui/panels/layers_panel.py" />
            <source>Method of this layer</source>
            <translation>此图层的方法</translation>
        </message>
        <message>
            <location filename="../../gui/panels/layers_panel.py" />
            <source>Clear layer</source>
            <translation>清除图层</translation>
        </message>
        <message>
            <location filename="../../gui/panels/layers_panel.py" />
            <source>Move to</source>
            <translation>移到</translation>
        </message>
        <message>
            <location filename="../../gui/panels/layers_panel.py" />
            <source>Move all marks of the chosen layer to another one</source>
            <translation>把所选图层的所有标记移到另一图层</translation>
        </message>
        <message>
            <location filename="../../gui/panels/layers_panel.py" />
            <source>Move the marks of this layer to another</source>
            <translation>把此图层的标记移到另一图层</translation>
        </message>
        <message>
            <location filename="../../gui/panels/region_list.py" />
            <source>Generator, texture</source>
            <translation>生成器，纹理</translation>
        </message>
        <message>
            <location filename="../../gui/panels/region_list.py" />
            <source>Navier-Stokes</source>
            <translation>Navier-Stokes</translation>
        </message>
        <message>
            <location filename="../../gui/panels/region_list.py" />
            <source>Telea</source>
            <translation>Telea</translation>
        </message>
        <message>
            <location filename="../../gui/panels/region_list.py" />
            <source>Original back</source>
            <translation>还原原图</translation>
        </message>
        <message>
            <location filename="../../gui/panels/region_list.py" />
            <source>Watermark taken off</source>
            <translation>去除水印</translation>
        </message>
        <message>
            <location filename="../../gui/panels/region_list.py" />
            <source>Texture</source>
            <translation>纹理</translation>
        </message>
        <message>
            <location filename="../../gui/panels/region_list.py" />
            <source>Navier-St.</source>
            <translation>Navier-St.</translation>
        </message>
        <message>
            <location filename="../../gui/panels/region_list.py" />
            <source>Frequency</source>
            <translation>频率</translation>
        </message>
        <message>
            <location filename="../../gui/panels/region_list.py" />
            <source>unsure, {share:.0%}</source>
            <translation>不确定，{share:.0%}</translation>
        </message>
        <message>
            <location filename="../../gui/panels/region_list.py" />
            <source>sure, {share:.0%}</source>
            <translation>确定，{share:.0%}</translation>
        </message>
        <message>
            <location filename="../../gui/panels/region_list.py" />
            <source>off</source>
            <translation>关闭</translation>
        </message>
        <message>
            <location filename="../../gui/panels/region_list.py" />
            <source>at {share:.0%}</source>
            <translation>强度 {share:.0%}</translation>
        </message>
        <message>
            <location filename="../../gui/panels/region_list.py" />
            <source>before</source>
            <translation>修复前</translation>
        </message>
        <message>
            <location filename="../../gui/panels/region_list.py" />
            <source>Repairs</source>
            <translation>修复</translation>
        </message>
        <message>
            <location filename="../../gui/panels/region_list.py" />
            <source>Up and Down choose a repair, and the picture goes there</source>
            <translation>上下键选择修复，照片随之移到该处</translation>
        </message>
        <message>
            <location filename="../../gui/panels/regions_panel.py" />
            <source>From top to bottom</source>
            <translation>从上到下</translation>
        </message>
        <message>
            <location filename="../../gui/panels/regions_panel.py" />
            <source>Least sure first</source>
            <translation>最不确定的在前</translation>
        </message>
        <message>
            <location filename="../../gui/panels/regions_panel.py" />
            <source>Nothing is repaired yet. Every repair will be listed here: how it was made, how sure it is, and other ways to make it.</source>
            <translation>尚无修复。每处修复都会列在这里：如何修复、有多确定，以及其他修复方案。</translation>
        </message>
        <message>
            <location filename="../../gui/panels/regions_panel.py" />
            <source>Order of the list</source>
            <translation>列表顺序</translation>
        </message>
        <message>
            <location filename="../../gui/panels/regions_panel.py" />
            <source>Show this repair</source>
            <translation>显示此修复</translation>
        </message>
        <message>
            <location filename="../../gui/panels/regions_panel.py" />
            <source>Off: the original is seen here, and the repair is kept (T)</source>
            <translation>关闭：此处显示原图，修复仍保留 (T)</translation>
        </message>
        <message>
            <location filename="../../gui/panels/regions_panel.py" />
            <source>Try other ways</source>
            <translation>尝试其他方案</translation>
        </message>
        <message>
            <location filename="../../gui/panels/regions_panel.py" />
            <source>Vary</source>
            <translation>变化</translation>
        </message>
        <message>
            <location filename="../../gui/panels/regions_panel.py" />
            <source>The same method with other random grain and texture</source>
            <translation>同一方法，使用不同的随机颗粒和纹理</translation>
        </message>
        <message>
            <location filename="../../gui/panels/regions_panel.py" />
            <source>Remove this repair</source>
            <translation>移除此修复</translation>
        </message>
        <message numerus="yes">
            <location filename="../../gui/panels/regions_panel.py" />
            <source>{n} repairs</source>
            <translation>
                <numerusform>{n} 处修复</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../gui/panels/regions_panel.py" />
            <source>{n} of them unsure</source>
            <translation>
                <numerusform>其中 {n} 处不确定</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../gui/panels/regions_panel.py" />
            <source>seed {seed}</source>
            <translation>种子 {seed}</translation>
        </message>
        <message>
            <location filename="../../gui/panels/regions_panel.py" />
            <source>Variant: {detail}</source>
            <translation>方案：{detail}</translation>
        </message>
        <message>
            <location filename="../../gui/panels/tone_panel.py" />
            <source>Exposure</source>
            <translation>曝光</translation>
        </message>
        <message>
            <location filename="../../gui/panels/tone_panel.py" />
            <source>Lighter or darker, in stops</source>
            <translation>变亮或变暗，以挡为单位</translation>
        </message>
        <message>
            <location filename="../../gui/panels/tone_panel.py" />
            <source>Black</source>
            <translation>黑场</translation>
        </message>
        <message>
            <location filename="../../gui/panels/tone_panel.py" />
            <source>The level that becomes black</source>
            <translation>变为黑色的色阶</translation>
        </message>
        <message>
            <location filename="../../gui/panels/tone_panel.py" />
            <source>White</source>
            <translation>白场</translation>
        </message>
        <message>
            <location filename="../../gui/panels/tone_panel.py" />
            <source>The level that becomes white</source>
            <translation>变为白色的色阶</translation>
        </message>
        <message>
            <location filename="../../gui/panels/tone_panel.py" />
            <source>Contrast</source>
            <translation>对比度</translation>
        </message>
        <message>
            <location filename="../../gui/panels/tone_panel.py" />
            <source>About the middle; black and white stay</source>
            <translation>以中间调为中心；黑白不变</translation>
        </message>
        <message>
            <location filename="../../gui/panels/tone_panel.py" />
            <source>Middle tones</source>
            <translation>中间调</translation>
        </message>
        <message>
            <location filename="../../gui/panels/tone_panel.py" />
            <source>Lighter or darker between black and white</source>
            <translation>黑白之间变亮或变暗</translation>
        </message>
        <message>
            <location filename="../../gui/panels/tone_panel.py" />
            <source>Temperature</source>
            <translation>色温</translation>
        </message>
        <message>
            <location filename="../../gui/panels/tone_panel.py" />
            <source>Bluer to the left, yellower to the right</source>
            <translation>向左偏蓝，向右偏黄</translation>
        </message>
        <message>
            <location filename="../../gui/panels/tone_panel.py" />
            <source>Tint</source>
            <translation>色调偏移</translation>
        </message>
        <message>
            <location filename="../../gui/panels/tone_panel.py" />
            <source>Greener to the left, more magenta to the right</source>
            <translation>向左偏绿，向右偏洋红</translation>
        </message>
        <message>
            <location filename="../../gui/panels/tone_panel.py" />
            <source>Saturation</source>
            <translation>饱和度</translation>
        </message>
        <message>
            <location filename="../../gui/panels/tone_panel.py" />
            <source>Strength of the colours; at the left end it is grey</source>
            <translation>颜色的浓度；最左端为灰度</translation>
        </message>
        <message>
            <location filename="../../gui/panels/tone_panel.py" />
            <source>Fading</source>
            <translation>褪色</translation>
        </message>
        <message>
            <location filename="../../gui/panels/tone_panel.py" />
            <source>How faded it is: deeper blacks and stronger colours</source>
            <translation>褪色程度：加深黑色，增强颜色</translation>
        </message>
        <message>
            <location filename="../../gui/panels/tone_panel.py" />
            <source>Tone</source>
            <translation>色调</translation>
        </message>
        <message>
            <location filename="../../gui/panels/tone_panel.py" />
            <source>Reset the tone</source>
            <translation>重置色调</translation>
        </message>
        <message>
            <location filename="../../gui/panels/tone_panel.py" />
            <source>How much of the automatic correction is taken</source>
            <translation>采用多少自动校正</translation>
        </message>
        <message>
            <location filename="../../gui/panels/value_slider.py" />
            <source>{tip}. Double-click: back to neutral</source>
            <translation>{tip}。双击：恢复默认</translation>
        </message>
        <message>
            <location filename="../../gui/panels/value_slider.py" />
            <source>{name}, number</source>
            <translation>{name}，数值</translation>
        </message>
        <message>
            <location filename="../../gui/preferences.py" />
            <source>Light</source>
            <translation>浅色</translation>
        </message>
        <message>
            <location filename="../../gui/preferences.py" />
            <source>Dark</source>
            <translation>深色</translation>
        </message>
        <message>
            <location filename="../../gui/preferences.py" />
            <source>Preferences</source>
            <translation>首选项</translation>
        </message>
        <message>
            <location filename="../../gui/preferences.py" />
            <source>General</source>
            <translation>常规</translation>
        </message>
        <message>
            <location filename="../../gui/preferences.py" />
            <source>Files and memory</source>
            <translation>文件和内存</translation>
        </message>
        <message>
            <location filename="../../gui/preferences.py" />
            <source>Reset everything...</source>
            <translation>全部重置...</translation>
        </message>
        <message>
            <location filename="../../gui/preferences.py" />
            <source>All preferences, keys and the list of scans as on the first day</source>
            <translation>所有首选项、按键和扫描件列表恢复到初始状态</translation>
        </message>
        <message>
            <location filename="../../gui/preferences.py" />
            <source>Reset everything to how it was on the first day?</source>
            <translation>要全部恢复到初始状态吗？</translation>
        </message>
        <message>
            <location filename="../../gui/preferences.py" />
            <source>That is all preferences and keys, and the list of scans opened lately. Scans, restorations and models stay.</source>
            <translation>包括所有首选项、按键和最近打开的扫描件列表。扫描件、修复文件和模型会保留。</translation>
        </message>
        <message>
            <location filename="../../gui/preferences.py" />
            <source>&amp;Reset</source>
            <translation>重置(&amp;R)</translation>
        </message>
        <message>
            <location filename="../../gui/preferences.py" />
            <source>Look</source>
            <translation>外观</translation>
        </message>
        <message>
            <location filename="../../gui/preferences.py" />
            <source>Remember the scans I opened</source>
            <translation>记住我打开过的扫描件</translation>
        </message>
        <message>
            <location filename="../../gui/preferences.py" />
            <source>Tell me when long work has ended</source>
            <translation>耗时的工作结束时通知我</translation>
        </message>
        <message>
            <location filename="../../gui/preferences.py" />
            <source>A notice of the desktop, while another window is in front</source>
            <translation>其他窗口在前面时发出桌面通知</translation>
        </message>
        <message>
            <location filename="../../gui/preferences.py" />
            <source>Kept in {file}</source>
            <translation>保存在 {file}</translation>
        </message>
        <message>
            <location filename="../../gui/preferences.py" />
            <source>Processor threads</source>
            <translation>处理器线程</translation>
        </message>
        <message>
            <location filename="../../gui/preferences.py" />
            <source>Threads</source>
            <translation>线程</translation>
        </message>
        <message>
            <location filename="../../gui/preferences.py" />
            <source>Whether a device works is found out when the next scan is repaired; the status bar tells which one is in use, and why.</source>
            <translation>设备能否使用会在下次修复时得知；状态栏显示正在使用的设备及原因。</translation>
        </message>
        <message>
            <location filename="../../gui/preferences.py" />
            <source>Beside each scan</source>
            <translation>各扫描件旁边</translation>
        </message>
        <message>
            <location filename="../../gui/preferences.py" />
            <source>Folder for exports</source>
            <translation>导出文件夹</translation>
        </message>
        <message>
            <location filename="../../gui/preferences.py" />
            <source>Choose the folder for exports</source>
            <translation>选择导出文件夹</translation>
        </message>
        <message>
            <location filename="../../gui/preferences.py" />
            <source>Exports go to</source>
            <translation>导出到</translation>
        </message>
        <message>
            <location filename="../../gui/preferences.py" />
            <source>Memory for undo</source>
            <translation>撤销所用内存</translation>
        </message>
        <message>
            <location filename="../../gui/preferences.py" />
            <source>Older steps go to the disk, and can be undone just the same.</source>
            <translation>较早的步骤存到磁盘，同样可以撤销。</translation>
        </message>
        <message>
            <location filename="../../gui/preferences.py" />
            <source>Memory for one scan</source>
            <translation>单个扫描件的内存</translation>
        </message>
        <message>
            <location filename="../../gui/preferences.py" />
            <source>All that is free</source>
            <translation>全部可用内存</translation>
        </message>
        <message>
            <location filename="../../gui/preferences.py" />
            <source>A scan that needs more is not opened, and you are told.</source>
            <translation>需要更多内存的扫描件不会打开，并会通知您。</translation>
        </message>
        <message>
            <location filename="../../gui/recovery_dialog.py" />
            <source>Recover your work</source>
            <translation>恢复您的工作</translation>
        </message>
        <message>
            <location filename="../../gui/recovery_dialog.py" />
            <source>Work that can be recovered</source>
            <translation>可恢复的工作</translation>
        </message>
        <message>
            <location filename="../../gui/recovery_dialog.py" />
            <source>Recover all</source>
            <translation>全部恢复</translation>
        </message>
        <message>
            <location filename="../../gui/recovery_dialog.py" />
            <source>Recover</source>
            <translation>恢复</translation>
        </message>
        <message>
            <location filename="../../gui/recovery_dialog.py" />
            <source>Later</source>
            <translation>稍后</translation>
        </message>
        <message>
            <location filename="../../gui/recovery_dialog.py" />
            <source>File &gt; Recover shows this list again</source>
            <translation>“文件 &gt; 恢复”可再次显示此列表</translation>
        </message>
        <message>
            <location filename="../../gui/recovery_dialog.py" />
            <source>Heirloom did not end as it should. This work was not saved, and is still here:</source>
            <translation>Heirloom 未正常退出。以下工作没有保存，但仍然保留着：</translation>
        </message>
        <message>
            <location filename="../../gui/recovery_dialog.py" />
            <source>A scan without a name</source>
            <translation>未命名的扫描件</translation>
        </message>
        <message>
            <location filename="../../gui/recovery_dialog.py" />
            <source>{name}
{time}, cannot be read</source>
            <translation>{name}
{time}，无法读取</translation>
        </message>
        <message>
            <location filename="../../gui/recovery_dialog.py" />
            <source>{repairs} and marks not repaired yet</source>
            <translation>{repairs}及尚未修复的标记</translation>
        </message>
        <message>
            <location filename="../../gui/region_actions.py" />
            <source>&amp;Next region</source>
            <translation>下一个区域(&amp;N)</translation>
        </message>
        <message>
            <location filename="../../gui/region_actions.py" />
            <source>Go to the next repair in the list</source>
            <translation>前往列表中的下一处修复</translation>
        </message>
        <message>
            <location filename="../../gui/region_actions.py" />
            <source>&amp;Previous region</source>
            <translation>上一个区域(&amp;P)</translation>
        </message>
        <message>
            <location filename="../../gui/region_actions.py" />
            <source>Go to the repair before it</source>
            <translation>前往上一处修复</translation>
        </message>
        <message>
            <location filename="../../gui/region_actions.py" />
            <source>Switch region o&amp;ff or on</source>
            <translation>关闭或打开区域(&amp;F)</translation>
        </message>
        <message>
            <location filename="../../gui/region_actions.py" />
            <source>The original is seen there, and the repair is kept</source>
            <translation>该处显示原图，修复仍保留</translation>
        </message>
        <message>
            <location filename="../../gui/region_actions.py" />
            <source>Try other &amp;ways</source>
            <translation>尝试其他方案(&amp;W)</translation>
        </message>
        <message>
            <location filename="../../gui/region_actions.py" />
            <source>Repair the chosen region by other methods and generators, to choose the best</source>
            <translation>用其他方法和生成器修复所选区域，以选出最佳结果</translation>
        </message>
        <message>
            <location filename="../../gui/region_actions.py" />
            <source>Remo&amp;ve region</source>
            <translation>移除区域(&amp;V)</translation>
        </message>
        <message>
            <location filename="../../gui/region_actions.py" />
            <source>Take the chosen repair alone back; its place is marked again</source>
            <translation>只撤回所选的修复；该处会重新标记</translation>
        </message>
        <message>
            <location filename="../../gui/region_actions.py" />
            <source>Regions</source>
            <translation>区域</translation>
        </message>
        <message>
            <location filename="../../gui/region_actions.py" />
            <source>The list of all repairs, in the side panel</source>
            <translation>侧边面板中的所有修复列表</translation>
        </message>
        <message>
            <location filename="../../gui/region_actions.py" />
            <source>&amp;History</source>
            <translation>历史记录(&amp;H)</translation>
        </message>
        <message>
            <location filename="../../gui/region_actions.py" />
            <source>The list of all steps, in the side panel</source>
            <translation>侧边面板中的所有步骤列表</translation>
        </message>
        <message>
            <location filename="../../gui/region_controls.py" />
            <source>Switch repair off</source>
            <translation>关闭修复</translation>
        </message>
        <message>
            <location filename="../../gui/region_controls.py" />
            <source>Switch repair on</source>
            <translation>打开修复</translation>
        </message>
        <message>
            <location filename="../../gui/region_controls.py" />
            <source>The original is back.</source>
            <translation>已显示原图。</translation>
        </message>
        <message>
            <location filename="../../gui/region_controls.py" />
            <source>The repair is back.</source>
            <translation>已重新显示修复。</translation>
        </message>
        <message>
            <location filename="../../gui/region_controls.py" />
            <source>This is the original, brought back: there is no other way to it.</source>
            <translation>这是还原的原图：没有其他方案。</translation>
        </message>
        <message>
            <location filename="../../gui/region_controls.py" />
            <source>Choose a repair first: press . for the next one.</source>
            <translation>请先选择一处修复：按 . 选择下一处。</translation>
        </message>
        <message>
            <location filename="../../gui/region_controls.py" />
            <source>Nothing is repaired yet.</source>
            <translation>尚无修复。</translation>
        </message>
        <message>
            <location filename="../../gui/region_controls.py" />
            <source>Region {n} of {count}</source>
            <translation>区域 {n} / {count}</translation>
        </message>
        <message>
            <location filename="../../gui/repair_controller.py" />
            <source>Nothing is marked yet: paint over a scratch or a speck first.</source>
            <translation>尚未标记任何内容：请先在划痕或斑点上涂抹。</translation>
        </message>
        <message>
            <location filename="../../gui/repair_controller.py" />
            <source>Your new marks are repaired next.</source>
            <translation>接下来修复您的新标记。</translation>
        </message>
        <message>
            <location filename="../../gui/repair_controller.py" />
            <source>Repair cancelled; your marks are still there.</source>
            <translation>已取消修复；您的标记仍在。</translation>
        </message>
        <message>
            <location filename="../../gui/saving.py" />
            <source>{name} is open in another tab: choose another name.</source>
            <translation>{name} 已在另一个标签页中打开：请选择另一个名称。</translation>
        </message>
        <message>
            <location filename="../../gui/saving.py" />
            <source>Saved as {name} in {folder}</source>
            <translation>已保存为 {name}，位于 {folder}</translation>
        </message>
        <message>
            <location filename="../../gui/scan_flow.py" />
            <source>There is nothing to recover: all work was saved or discarded.</source>
            <translation>没有可恢复的内容：所有工作都已保存或放弃。</translation>
        </message>
        <message>
            <location filename="../../gui/scan_flow.py" />
            <source>Opening {name}</source>
            <translation>正在打开 {name}</translation>
        </message>
        <message>
            <location filename="../../gui/scan_flow.py" />
            <source>a scan</source>
            <translation>扫描件</translation>
        </message>
        <message>
            <location filename="../../gui/scan_flow.py" />
            <source>Recovering {name}</source>
            <translation>正在恢复 {name}</translation>
        </message>
        <message>
            <location filename="../../gui/scan_flow.py" />
            <source>{name} was not found: show where it is now.</source>
            <translation>找不到 {name}：请指出它现在的位置。</translation>
        </message>
        <message>
            <location filename="../../gui/scan_flow.py" />
            <source>{name} is open already.</source>
            <translation>{name} 已经打开。</translation>
        </message>
        <message>
            <location filename="../../gui/session.py" />
            <source>Untitled</source>
            <translation>未命名</translation>
        </message>
        <message>
            <location filename="../../gui/side_panel.py" />
            <source>Tinted</source>
            <translation>着色</translation>
        </message>
        <message>
            <location filename="../../gui/side_panel.py" />
            <source>Mask alone</source>
            <translation>仅蒙版</translation>
        </message>
        <message>
            <location filename="../../gui/side_panel.py" />
            <source>Hatched</source>
            <translation>斜线</translation>
        </message>
        <message>
            <location filename="../../gui/side_panel.py" />
            <source>Hidden</source>
            <translation>隐藏</translation>
        </message>
        <message>
            <location filename="../../gui/side_panel.py" />
            <source>Marks are shown as</source>
            <translation>标记的显示方式</translation>
        </message>
        <message>
            <location filename="../../gui/side_panel.py" />
            <source>Marks</source>
            <translation>标记</translation>
        </message>
        <message>
            <location filename="../../gui/side_panel.py" />
            <source>Find damage</source>
            <translation>查找损伤</translation>
        </message>
        <message>
            <location filename="../../gui/side_panel.py" />
            <source>Repair what is marked</source>
            <translation>修复标记的部分</translation>
        </message>
        <message>
            <location filename="../../gui/side_panel.py" />
            <source>Repair on release</source>
            <translation>松开即修复</translation>
        </message>
        <message>
            <location filename="../../gui/side_panel.py" />
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <location filename="../../gui/side_panel.py" />
            <source>Thorough</source>
            <translation>细致</translation>
        </message>
        <message>
            <location filename="../../gui/side_panel.py" />
            <source>Looks at thin damage four times: nearer to what was there, in more time</source>
            <translation>对细小损伤看四次：更接近原貌，用时更长</translation>
        </message>
        <message>
            <location filename="../../gui/side_panel.py" />
            <source>Compare</source>
            <translation>对比</translation>
        </message>
        <message>
            <location filename="../../gui/side_panel.py" />
            <source>Hold {original} to see the original, {split} to split the view.</source>
            <translation>按住 {original} 查看原图，{split} 分屏查看。</translation>
        </message>
        <message>
            <location filename="../../gui/side_panel.py" />
            <source>Strength of the last repair</source>
            <translation>上次修复的强度</translation>
        </message>
        <message>
            <location filename="../../gui/status_bar.py" />
            <source>Message</source>
            <translation>消息</translation>
        </message>
        <message>
            <location filename="../../gui/status_bar.py" />
            <source>Progress</source>
            <translation>进度</translation>
        </message>
        <message>
            <location filename="../../gui/status_bar.py" />
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <location filename="../../gui/status_bar.py" />
            <source>Cancel what is running</source>
            <translation>取消正在进行的工作</translation>
        </message>
        <message>
            <location filename="../../gui/status_bar.py" />
            <source>Stop; your marks stay (Esc)</source>
            <translation>停止；您的标记会保留 (Esc)</translation>
        </message>
        <message>
            <location filename="../../gui/status_bar.py" />
            <source>Position in the scan</source>
            <translation>扫描件中的位置</translation>
        </message>
        <message>
            <location filename="../../gui/status_bar.py" />
            <source>Zoom</source>
            <translation>缩放</translation>
        </message>
        <message>
            <location filename="../../gui/status_bar.py" />
            <source>Device and model</source>
            <translation>设备和模型</translation>
        </message>
        <message>
            <location filename="../../gui/status_bar.py" />
            <source>{x}, {y} px</source>
            <translation>{x}, {y} 像素</translation>
        </message>
        <message>
            <location filename="../../gui/template_dialogs.py" />
            <source>Top left corner</source>
            <translation>左上角</translation>
        </message>
        <message>
            <location filename="../../gui/template_dialogs.py" />
            <source>Top right corner</source>
            <translation>右上角</translation>
        </message>
        <message>
            <location filename="../../gui/template_dialogs.py" />
            <source>Bottom left corner</source>
            <translation>左下角</translation>
        </message>
        <message>
            <location filename="../../gui/template_dialogs.py" />
            <source>Bottom right corner</source>
            <translation>右下角</translation>
        </message>
        <message>
            <location filename="../../gui/template_dialogs.py" />
            <source>Middle of the picture</source>
            <translation>照片中央</translation>
        </message>
        <message>
            <location filename="../../gui/template_dialogs.py" />
            <source>With the size of the picture</source>
            <translation>随照片尺寸</translation>
        </message>
        <message>
            <location filename="../../gui/template_dialogs.py" />
            <source>With the resolution of the scan</source>
            <translation>随扫描分辨率</translation>
        </message>
        <message>
            <location filename="../../gui/template_dialogs.py" />
            <source>Not at all</source>
            <translation>不缩放</translation>
        </message>
        <message>
            <location filename="../../gui/template_dialogs.py" />
            <source>Save as template</source>
            <translation>另存为模板</translation>
        </message>
        <message>
            <location filename="../../gui/template_dialogs.py" />
            <source>Date stamp of the 1980s</source>
            <translation>80 年代的日期戳</translation>
        </message>
        <message>
            <location filename="../../gui/template_dialogs.py" />
            <source>This scan does not tell its resolution</source>
            <translation>此扫描件没有分辨率信息</translation>
        </message>
        <message>
            <location filename="../../gui/template_dialogs.py" />
            <source>Keeps what all layers mark now, to be used on other scans and in a batch.</source>
            <translation>保留所有图层当前的标记，供其他扫描件和批处理使用。</translation>
        </message>
        <message>
            <location filename="../../gui/template_dialogs.py" />
            <source>&amp;Measured from</source>
            <translation>定位基准(&amp;M)</translation>
        </message>
        <message>
            <location filename="../../gui/template_dialogs.py" />
            <source>&amp;Grows</source>
            <translation>缩放方式(&amp;G)</translation>
        </message>
        <message>
            <location filename="../../gui/template_dialogs.py" />
            <source>Apply a template</source>
            <translation>应用模板</translation>
        </message>
        <message>
            <location filename="../../gui/template_dialogs.py" />
            <source>Templates</source>
            <translation>模板</translation>
        </message>
        <message>
            <location filename="../../gui/template_dialogs.py" />
            <source>There are no templates yet. Mark something, such as a date stamp, and choose Layers &gt; Save as template.</source>
            <translation>还没有模板。请标记一些内容（例如日期戳），然后选择“图层 &gt; 另存为模板”。</translation>
        </message>
        <message>
            <location filename="../../gui/tightening.py" />
            <source>Tighten to damage</source>
            <translation>收紧到损伤处</translation>
        </message>
        <message>
            <location filename="../../gui/tool_actions.py" />
            <source>&amp;Brush</source>
            <translation>画笔(&amp;B)</translation>
        </message>
        <message>
            <location filename="../../gui/tool_actions.py" />
            <source>Paint over damage to mark it</source>
            <translation>在损伤处涂抹以标记</translation>
        </message>
        <message>
            <location filename="../../gui/tool_actions.py" />
            <source>&amp;Eraser</source>
            <translation>橡皮擦(&amp;E)</translation>
        </message>
        <message>
            <location filename="../../gui/tool_actions.py" />
            <source>Take marks away again; the right mouse button does it too</source>
            <translation>擦掉标记；鼠标右键同样可以</translation>
        </message>
        <message>
            <location filename="../../gui/tool_actions.py" />
            <source>&amp;Scratch</source>
            <translation>划痕线(&amp;S)</translation>
        </message>
        <message>
            <location filename="../../gui/tool_actions.py" />
            <source>Click both ends of a scratch: the line finds its way along it</source>
            <translation>单击划痕两端：线条会自动沿划痕走</translation>
        </message>
        <message>
            <location filename="../../gui/tool_actions.py" />
            <source>Straight &amp;line</source>
            <translation>直线(&amp;L)</translation>
        </message>
        <message>
            <location filename="../../gui/tool_actions.py" />
            <source>A straight line as wide as the brush</source>
            <translation>与画笔同宽的直线</translation>
        </message>
        <message>
            <location filename="../../gui/tool_actions.py" />
            <source>L&amp;asso</source>
            <translation>套索(&amp;A)</translation>
        </message>
        <message>
            <location filename="../../gui/tool_actions.py" />
            <source>Draw around the damage</source>
            <translation>圈出损伤</translation>
        </message>
        <message>
            <location filename="../../gui/tool_actions.py" />
            <source>&amp;Polygon</source>
            <translation>多边形(&amp;P)</translation>
        </message>
        <message>
            <location filename="../../gui/tool_actions.py" />
            <source>Click the corners; Enter closes, Backspace drops the last one</source>
            <translation>单击各角；Enter 闭合，Backspace 去掉最后一个</translation>
        </message>
        <message>
            <location filename="../../gui/tool_actions.py" />
            <source>&amp;Rectangle</source>
            <translation>矩形(&amp;R)</translation>
        </message>
        <message>
            <location filename="../../gui/tool_actions.py" />
            <source>Drag a rectangle; Shift makes a square, Alt begins in its middle</source>
            <translation>拖出矩形；Shift 为正方形，Alt 从中心开始</translation>
        </message>
        <message>
            <location filename="../../gui/tool_actions.py" />
            <source>Ell&amp;ipse</source>
            <translation>椭圆(&amp;I)</translation>
        </message>
        <message>
            <location filename="../../gui/tool_actions.py" />
            <source>Drag an ellipse; Shift makes a circle, Alt begins in its middle</source>
            <translation>拖出椭圆；Shift 为圆形，Alt 从中心开始</translation>
        </message>
        <message>
            <location filename="../../gui/tool_actions.py" />
            <source>Colour &amp;wand</source>
            <translation>魔棒(&amp;W)</translation>
        </message>
        <message>
            <location filename="../../gui/tool_actions.py" />
            <source>Click a stain to mark all that has its colour</source>
            <translation>单击污渍，标记所有同色部分</translation>
        </message>
        <message>
            <location filename="../../gui/tool_actions.py" />
            <source>&amp;Original back</source>
            <translation>还原原图(&amp;O)</translation>
        </message>
        <message>
            <location filename="../../gui/tool_actions.py" />
            <source>Paint over a repair to bring the original back there</source>
            <translation>在修复处涂抹，还原该处的原图</translation>
        </message>
        <message>
            <location filename="../../gui/tool_actions.py" />
            <source>Pro&amp;tect</source>
            <translation>保护(&amp;T)</translation>
        </message>
        <message>
            <location filename="../../gui/tool_actions.py" />
            <source>Paint over what must never be repaired</source>
            <translation>涂抹绝不能修复的部分</translation>
        </message>
        <message>
            <location filename="../../gui/tool_actions.py" />
            <source>Swap br&amp;ush and eraser</source>
            <translation>切换画笔和橡皮擦(&amp;U)</translation>
        </message>
        <message>
            <location filename="../../gui/tool_actions.py" />
            <source>S&amp;maller</source>
            <translation>缩小画笔(&amp;M)</translation>
        </message>
        <message>
            <location filename="../../gui/tool_actions.py" />
            <source>Lar&amp;ger</source>
            <translation>放大画笔(&amp;G)</translation>
        </message>
        <message>
            <location filename="../../gui/tool_actions.py" />
            <source>So&amp;fter edge</source>
            <translation>边缘更软(&amp;F)</translation>
        </message>
        <message>
            <location filename="../../gui/tool_actions.py" />
            <source>&amp;Harder edge</source>
            <translation>边缘更硬(&amp;H)</translation>
        </message>
        <message>
            <location filename="../../gui/tool_options.py" />
            <source>Brush</source>
            <translation>画笔</translation>
        </message>
        <message>
            <location filename="../../gui/tool_options.py" />
            <source>Eraser</source>
            <translation>橡皮擦</translation>
        </message>
        <message>
            <location filename="../../gui/tool_options.py" />
            <source>Click both ends of a scratch: the line between them finds its way along it.</source>
            <translation>单击划痕两端：中间的线条会自动沿划痕走。</translation>
        </message>
        <message>
            <location filename="../../gui/tool_options.py" />
            <source>Drag from end to end, or click both. Shift: steps of 45 degrees.</source>
            <translation>从一端拖到另一端，或单击两端。Shift：每 45 度一级。</translation>
        </message>
        <message>
            <location filename="../../gui/tool_options.py" />
            <source>Draw around the damage.</source>
            <translation>圈出损伤。</translation>
        </message>
        <message>
            <location filename="../../gui/tool_options.py" />
            <source>Click the corners. Enter closes, Backspace drops the last one, Esc all of them.</source>
            <translation>单击各角。Enter 闭合，Backspace 去掉最后一个，Esc 全部取消。</translation>
        </message>
        <message>
            <location filename="../../gui/tool_options.py" />
            <source>Drag. Shift: a square. Alt while dragging: from the middle.</source>
            <translation>拖动绘制。Shift：正方形。拖动时按 Alt：从中心开始。</translation>
        </message>
        <message>
            <location filename="../../gui/tool_options.py" />
            <source>Drag. Shift: a circle. Alt while dragging: from the middle.</source>
            <translation>拖动绘制。Shift：圆形。拖动时按 Alt：从中心开始。</translation>
        </message>
        <message>
            <location filename="../../gui/tool_options.py" />
            <source>Click a colour: all that looks like it is marked.</source>
            <translation>单击一种颜色：所有相近的部分都会标记。</translation>
        </message>
        <message>
            <location filename="../../gui/tool_options.py" />
            <source>Paint over a repair to see the original there again.</source>
            <translation>在修复处涂抹，重新显示该处的原图。</translation>
        </message>
        <message>
            <location filename="../../gui/tool_options.py" />
            <source>Paint over what must stay as it is. The right button takes it away.</source>
            <translation>涂抹必须保持原样的部分。右键取消保护。</translation>
        </message>
        <message>
            <location filename="../../gui/tool_options.py" />
            <source>Right button, or Alt when you begin: takes marks away.</source>
            <translation>右键，或开始时按 Alt：去掉标记。</translation>
        </message>
        <message>
            <location filename="../../gui/tool_options.py" />
            <source>Hardness</source>
            <translation>硬度</translation>
        </message>
        <message>
            <location filename="../../gui/tool_options.py" />
            <source>Tolerance</source>
            <translation>容差</translation>
        </message>
        <message>
            <location filename="../../gui/tool_options.py" />
            <source>Only what hangs together</source>
            <translation>仅相连的部分</translation>
        </message>
        <message>
            <location filename="../../gui/tool_options.py" />
            <source>Off: the same colour anywhere on the scan</source>
            <translation>关闭：扫描件上任何位置的相同颜色</translation>
        </message>
        <message>
            <location filename="../../gui/tool_options.py" />
            <source>Only the damage in it</source>
            <translation>只保留其中的损伤</translation>
        </message>
        <message>
            <location filename="../../gui/tool_options.py" />
            <source>Paint roughly: the marks shrink to what looks damaged under them</source>
            <translation>可以粗略涂抹：标记会收紧到其下看起来受损的部分</translation>
        </message>
        <message>
            <location filename="../../gui/tool_palette.py" />
            <source>Drawing tools</source>
            <translation>绘制工具</translation>
        </message>
        <message>
            <location filename="../../gui/training/curves.py" />
            <source>{name}: {value} after {step} steps</source>
            <translation>{name}：{step} 步后为 {value}</translation>
        </message>
        <message>
            <location filename="../../gui/training/curves.py" />
            <source>{name}: nothing yet</source>
            <translation>{name}：暂无</translation>
        </message>
        <message>
            <location filename="../../gui/training/curves.py" />
            <source>A curve appears after the first 50 steps</source>
            <translation>前 50 步之后显示曲线</translation>
        </message>
        <message>
            <location filename="../../gui/training/curves.py" />
            <source>step {n}</source>
            <translation>第 {n} 步</translation>
        </message>
        <message>
            <location filename="../../gui/training/process.py" />
            <source>Stopped, and saved. It goes on where it was.</source>
            <translation>已停止并保存。可从原处继续。</translation>
        </message>
        <message>
            <location filename="../../gui/training/process.py" />
            <source>It ended unexpectedly. It goes on from its last checkpoint.</source>
            <translation>训练意外结束。可从最后一个检查点继续。</translation>
        </message>
        <message>
            <location filename="../../gui/training/questions.py" />
            <source>A training is running. Let it go on?</source>
            <translation>训练正在运行。要让它继续吗？</translation>
        </message>
        <message>
            <location filename="../../gui/training/questions.py" />
            <source>It can go on without this window. If you stop it, all it has learnt is saved.</source>
            <translation>关闭此窗口后它仍可继续。如果停止，已学到的会全部保存。</translation>
        </message>
        <message>
            <location filename="../../gui/training/questions.py" />
            <source>&amp;Let it go on</source>
            <translation>让它继续(&amp;L)</translation>
        </message>
        <message>
            <location filename="../../gui/training/questions.py" />
            <source>&amp;Stop and save</source>
            <translation>停止并保存(&amp;S)</translation>
        </message>
        <message>
            <location filename="../../gui/training/recipes.py" />
            <source>Learns from pairs of pictures</source>
            <translation>从成对的图片学习</translation>
        </message>
        <message>
            <location filename="../../gui/training/recipes.py" />
            <source>Learns how scans have aged</source>
            <translation>学习扫描件如何老化</translation>
        </message>
        <message>
            <location filename="../../gui/training/run_page.py" />
            <source>Progress of the run</source>
            <translation>训练进度</translation>
        </message>
        <message>
            <location filename="../../gui/training/run_page.py" />
            <source>Training curve</source>
            <translation>训练曲线</translation>
        </message>
        <message>
            <location filename="../../gui/training/run_page.py" />
            <source>Measured on held-out photographs</source>
            <translation>在未参与训练的照片上测量</translation>
        </message>
        <message>
            <location filename="../../gui/training/run_page.py" />
            <source>Samples by step</source>
            <translation>各步的样张</translation>
        </message>
        <message>
            <location filename="../../gui/training/run_page.py" />
            <source>Report</source>
            <translation>报告</translation>
        </message>
        <message>
            <location filename="../../gui/training/run_page.py" />
            <source>What was measured is shown here.</source>
            <translation>测量结果显示在这里。</translation>
        </message>
        <message>
            <location filename="../../gui/training/run_page.py" />
            <source>The run goes on</source>
            <translation>训练继续</translation>
        </message>
        <message>
            <location filename="../../gui/training/run_page.py" />
            <source>&amp;Stop</source>
            <translation>停止(&amp;S)</translation>
        </message>
        <message>
            <location filename="../../gui/training/run_page.py" />
            <source>All it has learnt is saved</source>
            <translation>已学到的全部保存</translation>
        </message>
        <message>
            <location filename="../../gui/training/run_page.py" />
            <source>From where it was stopped</source>
            <translation>从停止处继续</translation>
        </message>
        <message>
            <location filename="../../gui/training/run_page.py" />
            <source>&amp;Measure</source>
            <translation>测量(&amp;M)</translation>
        </message>
        <message>
            <location filename="../../gui/training/run_page.py" />
            <source>On the photographs to measure with</source>
            <translation>在测量用的照片上</translation>
        </message>
        <message>
            <location filename="../../gui/training/run_page.py" />
            <source>&amp;Use it</source>
            <translation>使用(&amp;U)</translation>
        </message>
        <message>
            <location filename="../../gui/training/run_page.py" />
            <source>Export it, compare it with what there is, and use it if it is better</source>
            <translation>导出，与现有模型比较，更好则使用</translation>
        </message>
        <message>
            <location filename="../../gui/training/run_page.py" />
            <source>Use it &amp;anyway</source>
            <translation>仍然使用(&amp;A)</translation>
        </message>
        <message>
            <location filename="../../gui/training/run_page.py" />
            <source>Put it among your models although it did not pass</source>
            <translation>虽未通过，仍放入您的模型</translation>
        </message>
        <message>
            <location filename="../../gui/training/run_page.py" />
            <source>Repair by the bundled generator again</source>
            <translation>重新使用自带的生成器修复</translation>
        </message>
        <message>
            <location filename="../../gui/training/run_page.py" />
            <source>The run's own files</source>
            <translation>本次训练的文件</translation>
        </message>
        <message>
            <location filename="../../gui/training/run_page.py" />
            <source>Samples</source>
            <translation>样张</translation>
        </message>
        <message>
            <location filename="../../gui/training/run_page.py" />
            <source>&amp;Curves</source>
            <translation>曲线(&amp;C)</translation>
        </message>
        <message>
            <location filename="../../gui/training/run_page.py" />
            <source>Sam&amp;ples</source>
            <translation>样张(&amp;P)</translation>
        </message>
        <message>
            <location filename="../../gui/training/run_page.py" />
            <source>&amp;Report</source>
            <translation>报告(&amp;R)</translation>
        </message>
        <message>
            <location filename="../../gui/training/run_page.py" />
            <source>{done} of {steps} steps are done.</source>
            <translation>已完成 {done} / {steps} 步。</translation>
        </message>
        <message>
            <location filename="../../gui/training/run_page.py" />
            <source>, {time} left</source>
            <translation>，剩余 {time}</translation>
        </message>
        <message>
            <location filename="../../gui/training/run_page.py" />
            <source>Samples appear with the first measurement.</source>
            <translation>首次测量后显示样张。</translation>
        </message>
        <message>
            <location filename="../../gui/training/run_page.py" />
            <source>Samples, {step}</source>
            <translation>样张，{step}</translation>
        </message>
        <message>
            <location filename="../../gui/training/start_page.py" />
            <source>Choose: {what}</source>
            <translation>选择：{what}</translation>
        </message>
        <message>
            <location filename="../../gui/training/start_page.py" />
            <source>Earlier runs</source>
            <translation>以往的训练</translation>
        </message>
        <message>
            <location filename="../../gui/training/start_page.py" />
            <source>&amp;Copy command</source>
            <translation>复制命令(&amp;C)</translation>
        </message>
        <message>
            <location filename="../../gui/training/start_page.py" />
            <source>Recipes</source>
            <translation>配方</translation>
        </message>
        <message>
            <location filename="../../gui/training/start_page.py" />
            <source>Photographs to learn from</source>
            <translation>学习用的照片</translation>
        </message>
        <message>
            <location filename="../../gui/training/start_page.py" />
            <source>Photographs to measure with</source>
            <translation>测量用的照片</translation>
        </message>
        <message>
            <location filename="../../gui/training/start_page.py" />
            <source>Name of the new model</source>
            <translation>新模型的名称</translation>
        </message>
        <message>
            <location filename="../../gui/training/start_page.py" />
            <source>Start &amp;training</source>
            <translation>开始训练(&amp;T)</translation>
        </message>
        <message>
            <location filename="../../gui/training/start_page.py" />
            <source>Album</source>
            <translation>相册</translation>
        </message>
        <message>
            <location filename="../../gui/training/start_page.py" />
            <source>Minutes of training</source>
            <translation>训练分钟数</translation>
        </message>
        <message>
            <location filename="../../gui/training/start_page.py" />
            <source>Start &amp;learning</source>
            <translation>开始学习(&amp;L)</translation>
        </message>
        <message>
            <location filename="../../gui/training/start_page.py" />
            <source>From a &amp;recipe</source>
            <translation>按配方(&amp;R)</translation>
        </message>
        <message>
            <location filename="../../gui/training/start_page.py" />
            <source>For one &amp;album</source>
            <translation>针对一个相册(&amp;A)</translation>
        </message>
        <message>
            <location filename="../../gui/training/start_page.py" />
            <source>&amp;Learn from</source>
            <translation>学习素材(&amp;L)</translation>
        </message>
        <message>
            <location filename="../../gui/training/start_page.py" />
            <source>&amp;Measure with</source>
            <translation>测量素材(&amp;M)</translation>
        </message>
        <message>
            <location filename="../../gui/training/start_page.py" />
            <source>50 undamaged photographs or more</source>
            <translation>50 张或更多完好的照片</translation>
        </message>
        <message>
            <location filename="../../gui/training/start_page.py" />
            <source>Others, which it must not learn from</source>
            <translation>其他照片，不得用于学习</translation>
        </message>
        <message>
            <location filename="../../gui/training/start_page.py" />
            <source>The bundled fill generator learns the tones and the grain of one folder of photographs. It is installed only if it then repairs photographs of that folder better that it has not seen. Nothing leaves this computer.</source>
            <translation>自带的填补生成器会学习一个照片文件夹的色调和颗粒。只有当它能更好地修复该文件夹中未见过的照片时才会安装。任何内容都不会离开这台电脑。</translation>
        </message>
        <message>
            <location filename="../../gui/training/start_page.py" />
            <source>Al&amp;bum</source>
            <translation>相册(&amp;B)</translation>
        </message>
        <message>
            <location filename="../../gui/training/start_page.py" />
            <source>&amp;Minutes</source>
            <translation>分钟数(&amp;M)</translation>
        </message>
        <message>
            <location filename="../../gui/training/start_page.py" />
            <source>Training needs PyTorch, which is not installed here. Close Heirloom and start it once by this command, which installs it: {command}</source>
            <translation>训练需要 PyTorch，此处尚未安装。请关闭 Heirloom，并用以下命令启动一次，它会安装 PyTorch：{command}</translation>
        </message>
        <message>
            <location filename="../../gui/training/start_page.py" />
            <source>{title}
{name}: {steps} steps, {time} on a processor</source>
            <translation>{title}
{name}：{steps} 步，处理器上需 {time}</translation>
        </message>
        <message>
            <location filename="../../gui/training/start_page.py" />
            <source>No run yet.</source>
            <translation>尚无训练。</translation>
        </message>
        <message>
            <location filename="../../gui/training/start_page.py" />
            <source>running</source>
            <translation>运行中</translation>
        </message>
        <message>
            <location filename="../../gui/training/start_page.py" />
            <source>finished, {steps} steps</source>
            <translation>已完成，{steps} 步</translation>
        </message>
        <message>
            <location filename="../../gui/training/start_page.py" />
            <source>stopped after {done} of {steps} steps</source>
            <translation>已停止，完成 {done} / {steps} 步</translation>
        </message>
        <message>
            <location filename="../../gui/training/start_page.py" />
            <source>about a minute</source>
            <translation>约一分钟</translation>
        </message>
        <message numerus="yes">
            <location filename="../../gui/training/start_page.py" />
            <source>about {n} minutes</source>
            <translation>
                <numerusform>约 {n} 分钟</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../gui/training/start_page.py" />
            <source>about {n} hours</source>
            <translation>
                <numerusform>约 {n} 小时</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../gui/training/trainings.py" />
            <source>A training is running. Stop it and quit?</source>
            <translation>训练正在运行。要停止并退出吗？</translation>
        </message>
        <message>
            <location filename="../../gui/training/trainings.py" />
            <source>All it has learnt is saved, and it goes on another day where it was stopped.</source>
            <translation>已学到的会全部保存，日后可从停止处继续。</translation>
        </message>
        <message>
            <location filename="../../gui/training/using.py" />
            <source>the export is exact, and awkward scans are survived</source>
            <translation>导出精确，且能应对特殊的扫描件</translation>
        </message>
        <message>
            <location filename="../../gui/training/using.py" />
            <source>no kind of damage is repaired worse</source>
            <translation>没有任何一类损伤修复得更差</translation>
        </message>
        <message>
            <location filename="../../gui/training/using.py" />
            <source>something is repaired better</source>
            <translation>有某方面修复得更好</translation>
        </message>
        <message>
            <location filename="../../gui/training/using.py" />
            <source>seams and grain are no worse</source>
            <translation>接缝和颗粒没有变差</translation>
        </message>
        <message>
            <location filename="../../gui/training/using.py" />
            <source>nothing outside of the marks changes</source>
            <translation>标记之外没有任何改变</translation>
        </message>
        <message>
            <location filename="../../gui/training/using.py" />
            <source>it is neither much slower nor much larger</source>
            <translation>既不明显更慢，也不明显更大</translation>
        </message>
        <message>
            <location filename="../../gui/training/using.py" />
            <source>it is better wherever it would be used</source>
            <translation>在会用到它的地方都更好</translation>
        </message>
        <message>
            <location filename="../../gui/training/using.py" />
            <source>It is exported and not in use: there is a gate only for models that fill. Look at its samples and measure it, then use it, or leave it.</source>
            <translation>已导出但未使用：只有填充类模型有验收。请查看样张并测量，然后决定是否使用。</translation>
        </message>
        <message>
            <location filename="../../gui/training/using.py" />
            <source>It is not in use: the gate could not confirm that {criteria}. The report has the figures.</source>
            <translation>未使用：验收未能确认：{criteria}。数字见报告。</translation>
        </message>
        <message>
            <location filename="../../gui/training/window.py" />
            <source>Training - Heirloom</source>
            <translation>训练 - Heirloom</translation>
        </message>
        <message>
            <location filename="../../gui/training/window.py" />
            <source>Train for {time}?</source>
            <translation>训练 {time}？</translation>
        </message>
        <message>
            <location filename="../../gui/training/window.py" />
            <source>So long it takes on one thread of a recent processor; a graphics card is faster. It can be stopped and go on at any time.</source>
            <translation>这是在较新处理器的一个线程上所需的时间；显卡更快。可随时停止和继续。</translation>
        </message>
        <message>
            <location filename="../../gui/training/window.py" />
            <source>{name}, by the recipe {recipe}</source>
            <translation>{name}，按配方 {recipe}</translation>
        </message>
        <message>
            <location filename="../../gui/training/window.py" />
            <source>{name}, from the album {album}</source>
            <translation>{name}，来自相册 {album}</translation>
        </message>
        <message>
            <location filename="../../gui/training/window.py" />
            <source>Something is running: wait for its end, or stop it.</source>
            <translation>有工作正在运行：请等它结束，或将其停止。</translation>
        </message>
        <message>
            <location filename="../../gui/training/window.py" />
            <source>Exporting</source>
            <translation>正在导出</translation>
        </message>
        <message>
            <location filename="../../gui/training/window.py" />
            <source>Exported; now it is compared with what there is.</source>
            <translation>已导出；正在与现有模型比较。</translation>
        </message>
        <message>
            <location filename="../../gui/training/window.py" />
            <source>{name} is among your models now, and the newest is used.</source>
            <translation>{name} 已放入您的模型，将使用最新的模型。</translation>
        </message>
        <message>
            <location filename="../../gui/training/window.py" />
            <source>Stopping: what was learnt is being saved</source>
            <translation>正在停止：正在保存已学到的内容</translation>
        </message>
        <message>
            <location filename="../../gui/training/window.py" />
            <source>It went back to its last checkpoint: {why}</source>
            <translation>已退回到最后一个检查点：{why}</translation>
        </message>
        <message>
            <location filename="../../gui/training/window.py" />
            <source>Stopped; nothing was changed.</source>
            <translation>已停止；没有任何改变。</translation>
        </message>
        <message>
            <location filename="../../gui/training/window.py" />
            <source>The training has ended</source>
            <translation>训练已结束</translation>
        </message>
        <message>
            <location filename="../../gui/training/window.py" />
            <source>Taken back.</source>
            <translation>已撤回。</translation>
        </message>
        <message>
            <location filename="../../gui/training/window.py" />
            <source>Trained. Measure it, or use it.</source>
            <translation>训练完成。可以测量或使用它。</translation>
        </message>
        <message>
            <location filename="../../gui/training/window.py" />
            <source>Exported.</source>
            <translation>已导出。</translation>
        </message>
        <message>
            <location filename="../../gui/training/window.py" />
            <source>The gate's table is in the report.</source>
            <translation>验收表在报告中。</translation>
        </message>
        <message>
            <location filename="../../gui/training/window.py" />
            <source>Measured.</source>
            <translation>已测量。</translation>
        </message>
        <message>
            <location filename="../../gui/unsaved_dialog.py" />
            <source>Scans to save</source>
            <translation>要保存的扫描件</translation>
        </message>
        <message>
            <location filename="../../gui/unsaved_dialog.py" />
            <source>&amp;Discard all</source>
            <translation>全部放弃(&amp;D)</translation>
        </message>
        <message numerus="yes">
            <location filename="../../gui/unsaved_dialog.py" />
            <source>The changes to {n} scans have not been saved.</source>
            <translation>
                <numerusform>对 {n} 张扫描件的更改尚未保存。</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../gui/unsaved_dialog.py" />
            <source>Save their restorations first? They keep every repair, so that you can go on later. What is not ticked is closed without saving; the originals stay as they are.</source>
            <translation>要先保存它们的修复文件吗？修复文件保留每一处修复，以便您日后继续。未勾选的将不保存直接关闭；原件保持不变。</translation>
        </message>
        <message>
            <location filename="../../gui/unsaved_dialog.py" />
            <source>&amp;Save all</source>
            <translation>全部保存(&amp;S)</translation>
        </message>
        <message numerus="yes">
            <location filename="../../gui/unsaved_dialog.py" />
            <source>&amp;Save {n}</source>
            <translation>
                <numerusform>保存 {n} 张(&amp;S)</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../gui/view_controls.py" />
            <source>Turned by {turned} degrees on the screen; the file stays as it is.</source>
            <translation>屏幕上已旋转 {turned} 度；文件保持不变。</translation>
        </message>
        <message>
            <location filename="../../gui/view_controls.py" />
            <source>Upright again.</source>
            <translation>已恢复正向。</translation>
        </message>
        <message>
            <location filename="../../gui/view_controls.py" />
            <source>{told} (16 bit)</source>
            <translation>{told}（16 位）</translation>
        </message>
        <message>
            <location filename="../../gui/welcome_page.py" />
            <source>Open a scan</source>
            <translation>打开扫描件</translation>
        </message>
        <message>
            <location filename="../../gui/welcome_page.py" />
            <source>Restore a folder</source>
            <translation>修复整个文件夹</translation>
        </message>
        <message>
            <location filename="../../gui/welcome_page.py" />
            <source>Try the sample</source>
            <translation>试用示例</translation>
        </message>
        <message>
            <location filename="../../gui/welcome_page.py" />
            <source>1  Mark</source>
            <translation>1  标记</translation>
        </message>
        <message>
            <location filename="../../gui/welcome_page.py" />
            <source>Paint over a scratch, or let Heirloom find the damage.</source>
            <translation>在划痕上涂抹，或让 Heirloom 查找损伤。</translation>
        </message>
        <message>
            <location filename="../../gui/welcome_page.py" />
            <source>2  Repair</source>
            <translation>2  修复</translation>
        </message>
        <message>
            <location filename="../../gui/welcome_page.py" />
            <source>Let go of the brush: what you marked is filled, the rest stays.</source>
            <translation>松开画笔：标记的部分会被填补，其余保持不变。</translation>
        </message>
        <message>
            <location filename="../../gui/welcome_page.py" />
            <source>3  Export</source>
            <translation>3  导出</translation>
        </message>
        <message>
            <location filename="../../gui/welcome_page.py" />
            <source>Save the result beside the original, which is never changed.</source>
            <translation>把结果保存在原件旁边，原件永远不会被改动。</translation>
        </message>
        <message>
            <location filename="../../gui/welcome_page.py" />
            <source>Restores old scanned photographs. Nothing leaves this computer.</source>
            <translation>修复扫描的老照片。任何内容都不会离开这台电脑。</translation>
        </message>
        <message>
            <location filename="../../gui/welcome_page.py" />
            <source>You can also drop a scan, or a folder of scans, on this window.</source>
            <translation>您也可以把扫描件或扫描件文件夹拖到此窗口。</translation>
        </message>
        <message>
            <location filename="../../gui/welcome_page.py" />
            <source>Opened lately</source>
            <translation>最近打开</translation>
        </message>
        <message>
            <location filename="../../gui/welcome_page.py" />
            <source>Open {name}</source>
            <translation>打开 {name}</translation>
        </message>
        <message>
            <location filename="../../gui/welcome_page.py" />
            <source>&amp;Forget it</source>
            <translation>忘记此项(&amp;F)</translation>
        </message>
        <message>
            <location filename="../../gui/welcome_page.py" />
            <source>Forget &amp;all</source>
            <translation>全部忘记(&amp;A)</translation>
        </message>
        <message>
            <location filename="../../gui/work_display.py" />
            <source>Repairing</source>
            <translation>正在修复</translation>
        </message>
        <message>
            <location filename="../../gui/work_display.py" />
            <source>Looking for damage</source>
            <translation>正在查找损伤</translation>
        </message>
        <message>
            <location filename="../../gui/work_display.py" />
            <source>Looking at the whole picture</source>
            <translation>正在分析整张照片</translation>
        </message>
        <message>
            <location filename="../../gui/work_display.py" />
            <source>Trying other ways</source>
            <translation>正在尝试其他方案</translation>
        </message>
    </context>
</TS>
