/** Chinese and English, side by side. */
import type { Pair } from "../words";

export const signin = {
  camera_on: ["打开摄像头", "Use the camera"],
  camera_off: ["关闭摄像头", "Stop the camera"],
  camera_denied: ["摄像头打不开。请在浏览器中允许使用摄像头，或用扫码枪、手工输入。", "The camera did not open. Allow it in the browser, or use a scanner or type the code."],
  camera_none: ["此页面不能使用摄像头（需要 https）。请用扫码枪或手工输入。", "The camera cannot be used on this page (it needs https). Use a scanner or type the code."],
  badge_contestant: ["这是选手的参赛证，不能登录。请扫描裁判证。", "This is a contestant's badge. Scan an official's badge."],
  badge_odd: ["这不是本系统的证件码。请对准裁判证上的二维码。", "This is no code of ours. Point at the code on the official's badge."],
  pin_typed: ["已输入 {n} 位", "{n} digits entered"],
  pin_back: ["退格", "Delete"],
  checking: ["正在核对…", "Checking…"],
  enrol_asking: ["正在申请…", "Asking…"],
  enrol_closed: ["设备登记没有开放，或已被拒绝。请组织者在“人员 → 设备”中开放登记，然后再申请。", "Enrolment is not open, or this device was refused. Ask the organiser to open it under People, Devices, then ask again."],
  enrol_name_missing: ["请给设备起一个名字，例如：焊工 3 号平板。", "Give the device a name, for example: Welding tablet 3."],
} satisfies Record<string, Pair>;
